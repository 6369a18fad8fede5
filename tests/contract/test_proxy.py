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
