"""R2.1.3, R8.2: browsers log in with cookies; writes prove that our own page sent them."""

from typing import Any

import httpx
import pytest
from gateway_fakes import API, Running, Signer


def _session(signer: Signer) -> dict[str, Any]:
    return {
        "session_id": "s1",
        "access_token": signer.token(sid="s1"),
        "refresh_token": "refresh-1",
        "expires_in": 600,
        "refresh_expires_in": 43200,
        "person": {"person_id": "p", "masked_name": "李*", "real_name_status": "verified"},
    }


@pytest.fixture
def browser(gateway: Running, services, signer: Signer):
    """A browser that is logged in by cookie."""
    services.answers["identity.log_in"] = _session(signer)
    services.answers["identity.refresh_session"] = _session(signer)
    with httpx.Client(base_url=gateway.url + API) as client:
        answer = client.post("/sessions", json={}, headers={"X-Auth-Mode": "cookie"})
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        services.calls.clear()
        client.logged_in = answer
        yield client


def test_R2_1_3_tokens_never_reach_the_page(browser) -> None:
    answer = browser.logged_in
    assert answer.status_code == 201
    assert {"access_token", "refresh_token"}.isdisjoint(answer.json())
    by_name = {c.split("=")[0]: c for c in answer.headers.get_list("set-cookie")}
    for name in ("ausm_access", "ausm_refresh"):
        assert "HttpOnly" in by_name[name]
        assert "SameSite=strict" in by_name[name]
    assert "HttpOnly" not in by_name["ausm_csrf"]
    assert "Path=/api/v1/sessions" in by_name["ausm_refresh"]


def test_R2_1_3_token_clients_get_tokens_and_no_cookie(client, services, signer: Signer) -> None:
    services.answers["identity.log_in"] = _session(signer)
    answer = client.post("/sessions", json={"login": "x"})
    assert answer.json()["refresh_token"] == "refresh-1"
    assert "set-cookie" not in answer.headers
    assert services.calls[0].arguments["user_agent"].startswith("python-httpx")


def test_R8_2_cookie_reads_and_writes(browser, services) -> None:
    assert browser.get("/sessions").status_code == 200
    assert browser.post("/me/messages/read-all").status_code == 200
    assert services.calls[0].context.session_id == "s1"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"X-CSRF-Token": ""}, id="R8.2-no-token"),
        pytest.param({"X-CSRF-Token": "guessed"}, id="R8.2-wrong-token"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="R8.2-other-site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="R8.2-sister-site"),
    ],
)
def test_write_of_another_site_is_refused(browser, services, headers) -> None:
    answer = browser.post("/me/messages/read-all", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "gateway.csrf_failed")
    assert services.calls == []


def test_R8_2_bearer_needs_no_csrf_token(person) -> None:
    assert person.post("/me/messages/read-all").status_code == 200


def test_R2_1_3_refresh_by_cookie_renews_the_cookies(browser, services) -> None:
    answer = browser.post("/sessions/refresh")
    assert answer.status_code == 200
    assert services.calls[0].arguments["refresh_token"] == "refresh-1"
    assert answer.json()["csrf_token"] == browser.cookies["ausm_csrf"]
    assert "access_token" not in answer.json()


def test_R2_1_3_refresh_without_any_token_is_401(client, services) -> None:
    assert client.post("/sessions/refresh", json={}).status_code == 401
    assert services.calls == []


def test_R2_1_3_logging_out_removes_the_cookies(browser) -> None:
    assert browser.delete("/sessions/current").status_code == 204
    assert not browser.cookies
