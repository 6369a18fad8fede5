"""R6.1: the two steps of staff's log-in at the gateway: no session before the second."""

from gateway_fakes import FakeServices, Running

CHALLENGE = {"challenge_token": "c", "expires_in": 600, "next": "totp"}
SESSION = {
    "session_id": "s",
    "access_token": "a",
    "refresh_token": "r",
    "csrf_token": "x",
    "expires_in": 600,
    "refresh_expires_in": 1800,
    "recovery_codes": [],
    "recovery_codes_left": 10,
}
COOKIES = {"X-Auth-Mode": "cookie"}


def test_R6_1_the_first_step_gives_a_challenge_and_no_cookie(
    gateway: Running, services: FakeServices
) -> None:
    services.answers["identity.log_in_staff"] = {"challenge": CHALLENGE}
    with gateway.client() as client:
        answer = client.post("/staff/sessions", json={"username": "a"}, headers=COOKIES)
    assert (answer.status_code, answer.json()) == (201, {"challenge": CHALLENGE})
    assert "set-cookie" not in answer.headers


def test_R6_1_the_second_step_gives_the_session(gateway: Running, services: FakeServices) -> None:
    services.answers["identity.finish_staff_log_in"] = SESSION
    body = {"challenge_token": "c", "code": "123456"}
    with gateway.client() as client:
        answer = client.post("/staff/sessions/totp", json=body, headers=COOKIES)
        assert answer.status_code == 201
        assert "access_token" not in answer.json()
        assert answer.json()["recovery_codes_left"] == 10
        assert {cookie.name for cookie in client.cookies.jar} >= {"ausm_access", "ausm_refresh"}
        tokens = client.post("/staff/sessions/totp", json=body).json()
    assert (tokens["access_token"], tokens["refresh_token"]) == ("a", "r")


def test_R6_1_without_a_second_step_the_first_gives_the_session(
    gateway: Running, services: FakeServices
) -> None:
    services.answers["identity.log_in_staff"] = SESSION
    with gateway.client() as client:
        answer = client.post("/staff/sessions", json={"username": "a"})
    assert answer.json()["access_token"] == "a"
