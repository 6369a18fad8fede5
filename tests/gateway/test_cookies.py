"""R2.1.3, R8.2: browsers log in with cookies; writes prove that our own page sent them."""

import itertools
import time
from dataclasses import replace
from typing import Any

import httpx
import pytest
from contracts.errors import NotFound, Unavailable
from gateway.settings import Settings
from gateway_fakes import API, Running, Signer, running_gateway

_numbers = itertools.count(1)


def _session(signer: Signer) -> dict[str, Any]:
    sid = f"by-cookie-{next(_numbers)}"
    return {
        "session_id": sid,
        "access_token": signer.token(sid=sid, csrf="csrf-of-session"),
        "refresh_token": "refresh-1",
        "csrf_token": "csrf-of-session",
        "expires_in": 600,
        "refresh_expires_in": 43200,
        "person": {"person_id": "p", "masked_name": "李*", "real_name_status": "verified"},
    }


@pytest.fixture
def browser(gateway: Running, services, signer: Signer):
    """A browser that is logged in by cookie."""
    session = _session(signer)
    services.answers["identity.log_in"] = session
    services.answers["identity.refresh_session"] = session
    with httpx.Client(base_url=gateway.url + API) as client:
        client.sid = session["session_id"]
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
    assert services.calls[0].context.session_id == browser.sid


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


def test_R8_2_the_csrf_token_is_that_of_the_session(browser, services) -> None:
    planted = {"X-CSRF-Token": "planted", "Cookie": _cookies(browser, ausm_csrf="planted")}
    answer = browser.post("/me/messages/read-all", headers=planted)
    assert (answer.status_code, answer.json()["code"]) == (403, "gateway.csrf_failed")
    assert services.calls == []


def test_R8_2_a_session_of_the_version_before_has_its_csrf_token_in_the_cookie(
    browser, signer: Signer
) -> None:
    cookie = _cookies(browser, ausm_access=signer.token(sid="old"), ausm_csrf="random")
    headers = {"X-CSRF-Token": "random", "Cookie": cookie}
    assert browser.post("/me/messages/read-all", headers=headers).status_code == 200


def test_R2_1_3_token_clients_see_no_csrf_token(client, services, signer: Signer) -> None:
    services.answers["identity.log_in"] = _session(signer)
    assert "csrf_token" not in client.post("/sessions", json={"login": "x"}).json()


def test_R2_1_3_logging_out_removes_the_cookies(browser) -> None:
    assert browser.delete("/sessions/current").status_code == 204
    assert not browser.cookies


@pytest.mark.parametrize(
    "access",
    [
        pytest.param("", id="R2.1.3-none"),
        pytest.param("broken", id="R2.1.3-broken"),
        pytest.param("expired", id="R2.1.3-expired"),
    ],
)
@pytest.mark.parametrize("csrf", ["csrf-of-session", ""], ids=["csrf", "no-csrf"])
def test_logging_out_works_with_the_refresh_token_alone(
    browser, services, signer: Signer, access: str, csrf: str
) -> None:
    services.answers["identity.end_session_by_token"] = {"session_id": browser.sid}
    past = int(time.time()) - 3600
    token = signer.token(sid=browser.sid, exp=past) if access == "expired" else access
    cookie = _cookies(browser, ausm_access=token)
    answer = browser.delete("/sessions/current", headers={"Cookie": cookie, "X-CSRF-Token": csrf})
    assert answer.status_code == 204
    assert {c.split("=")[0] for c in answer.headers.get_list("set-cookie")} == {
        "ausm_access",
        "ausm_refresh",
        "ausm_csrf",
    }
    ended = [call.arguments for call in services.calls]
    assert {"refresh_token": "refresh-1"} in ended
    assert ({"session_id": browser.sid} in ended) == (access == "expired")


def test_R2_1_3_logging_out_by_an_expired_bearer_token_ends_its_session(
    client, services, signer: Signer
) -> None:
    headers = signer.bearer(sid="s9", exp=int(time.time()) - 3600)
    assert client.delete("/sessions/current", headers=headers).status_code == 204
    assert services.calls[0].context.session_id == "s9"
    assert services.calls[0].arguments == {"session_id": "s9"}
    assert client.get("/sessions", headers=headers).status_code == 401


@pytest.mark.parametrize("way", ["body", "bearer"])
def test_R2_1_3_programs_log_out_by_refresh_token(client, services, way: str) -> None:
    services.answers["identity.end_session_by_token"] = {"session_id": "s7"}
    given: dict[str, Any] = {"json": {"refresh_token": "long-lived"}}
    if way == "bearer":
        given = {"headers": {"Authorization": "Bearer long-lived"}}
    answer = client.request("DELETE", "/sessions/current", **given)
    assert answer.status_code == 204
    assert [call.arguments for call in services.calls] == [{"refresh_token": "long-lived"}]


def test_R2_1_3_whoever_has_no_token_is_logged_out_already(client, services) -> None:
    assert client.delete("/sessions/current").status_code == 204
    assert services.calls == []


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        pytest.param(NotFound("identity.session_not_found"), 204, id="R2.1.3-ended-already"),
        pytest.param(Unavailable(), 503, id="R2.1.3-identity-is-away"),
    ],
)
def test_the_cookies_go_whatever_identity_says(browser, services, refusal, status: int) -> None:
    services.answers["identity.end_session"] = refusal
    services.answers["identity.end_session_by_token"] = (
        refusal if status == 503 else {"session_id": None}
    )
    assert browser.delete("/sessions/current").status_code == status
    assert not browser.cookies


def test_R2_1_2_a_browser_shows_the_device_that_it_is_known_by(
    client, services, signer: Signer
) -> None:
    services.answers["identity.log_in"] = _session(signer) | {"device_token": "number.mark"}
    mode = {"X-Auth-Mode": "cookie"}
    answer = client.post("/sessions", json={"login": "x"}, headers=mode)
    assert "device_token" not in answer.json()
    assert client.delete("/sessions/current").status_code == 204
    assert [cookie.name for cookie in client.cookies.jar] == ["ausm_device"]
    services.calls.clear()
    client.post("/sessions", json={"login": "x"}, headers=mode)
    assert services.calls[0].arguments["body"] == {"login": "x", "device_token": "number.mark"}


def test_R2_1_2_programs_get_the_device_token_in_the_answer(
    client, services, signer: Signer
) -> None:
    services.answers["identity.log_in"] = _session(signer) | {"device_token": "number.mark"}
    assert client.post("/sessions", json={"login": "x"}).json()["device_token"] == "number.mark"


def test_R8_2_another_site_logs_nobody_out(browser, services) -> None:
    answer = browser.delete("/sessions/current", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert services.calls == []
    assert browser.cookies


@pytest.fixture
def secure_browser(settings: Settings, services, signer: Signer):
    """A browser that is logged in by cookie where there is https."""
    services.answers["identity.log_in"] = _session(signer)
    with (
        running_gateway(replace(settings, secure_cookies=True)) as running,
        httpx.Client(base_url=running.url + API) as client,
    ):
        client.logged_in = client.post("/sessions", json={}, headers={"X-Auth-Mode": "cookie"})
        services.calls.clear()
        yield client


def test_R2_1_3_with_https_the_cookies_belong_to_this_host_alone(
    secure_browser, services, signer: Signer
) -> None:
    given = secure_browser.logged_in.headers.get_list("set-cookie")
    by_name = {cookie.split("=")[0]: cookie for cookie in given}
    assert set(by_name) == {f"__Host-ausm_{part}" for part in ("access", "refresh", "csrf")}
    for cookie in given:
        assert "Secure" in cookie
        assert "Path=/;" in f"{cookie};"
        assert "Domain" not in cookie
    planted = {"Cookie": f"ausm_access={signer.token()}"}
    assert secure_browser.get("/sessions", headers=planted).status_code == 401
    cookie = "; ".join(c.split(";")[0] for c in given)
    assert secure_browser.get("/sessions", headers={"Cookie": cookie}).status_code == 200
    answer = secure_browser.delete("/sessions/current", headers={"Cookie": cookie})
    gone = answer.headers.get_list("set-cookie")
    assert {c.split("=")[0] for c in gone} == set(by_name) | {n[7:] for n in by_name}
    assert all("Max-Age=0" in c for c in gone)


def _cookies(browser, **changes: str) -> str:
    held = {cookie.name: cookie.value for cookie in browser.cookies.jar} | changes
    return "; ".join(f"{name}={value}" for name, value in held.items() if value)
