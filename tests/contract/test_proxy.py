"""R8.2: what the proxy has to answer itself is a problem document like any other."""

import json
import re
from pathlib import Path

import pytest
from contracts.error_codes import text_of
from gateway.http.problems import TITLES

CONFIGURATION = (Path(__file__).parents[2] / "ops/proxy/haproxy.cfg").read_text()
_PAGE = re.compile(r"^ +http-error status (\d+) content-type (\S+) string '([^']+)'(.*)$", re.M)
PAGES = {int(page[1]): page for page in _PAGE.finditer(CONFIGURATION)}


def test_R8_2_every_status_of_the_proxy_has_a_page() -> None:
    denied = {int(status) for status in re.findall(r"deny_status (\d+)", CONFIGURATION)}
    assert {400, 408, 500, 502, 503, 504} | denied == set(PAGES)


@pytest.mark.parametrize("status", PAGES)
def test_R8_2_a_page_of_the_proxy_is_a_problem_document(status: int) -> None:
    page = PAGES[status]
    body = json.loads(page[3])
    assert page[2] == "application/problem+json"
    assert (body["status"], body["title"]) == (status, TITLES.get(status, TITLES[503]))
    assert body["detail"] == text_of(body["code"])
    assert body["type"] == f"urn:ausm:problem:{body['code']}"
    assert set(body) == {"type", "title", "status", "detail", "code", "errors", "request_id"}
    assert "hdr Cache-Control no-store" in page[4]
    assert ("hdr Retry-After 1" in page[4]) is (status in (502, 503))


def test_R8_2_only_the_outer_proxy_says_who_sends() -> None:
    front = CONFIGURATION.partition("frontend front")[2].partition("frontend metrics")[0]
    lines = [line.strip() for line in front.splitlines()]
    named = [line for line in lines if line.startswith("acl ")]
    assert {line.split()[-1] for line in named} == {
        '"${AUSM_OUTER_PROXIES[*]}"',
        '"${AUSM_PROXY_PROTOCOL_FROM[*]}"',
    }
    believed = next(place for place, line in enumerate(lines) if "set-src" in line)
    assert "(X-Forwarded-For,-1) if by_outer_proxy" in lines[believed]
    assert lines.index("http-request del-header X-Forwarded-For") > believed
    assert "option forwardfor" in lines
