"""R7.1: providers report deliveries in their own form, known by a token."""

import pytest
from contracts.errors import NotFound

TAKEN = {"code": 0, "msg": "接收成功"}
PATH = "/sms-reports/aliyun"


def test_R7_1_a_report_reaches_the_service_as_it_is(client, services) -> None:
    services.answers["notify.take_sms_report"] = TAKEN
    answer = client.post(PATH, params={"token": "t"}, json=[{"success": True}])
    assert (answer.status_code, answer.json()) == (200, TAKEN)
    [call] = services.calls
    assert call.arguments == {"provider": "aliyun", "token": "t", "entries": [{"success": True}]}
    assert call.context.actor_kind == "anonymous"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(b"{}", "gateway.not_a_list", id="R7.1-object"),
        pytest.param(b"[", "gateway.malformed_json", id="R7.1-broken"),
        pytest.param(b"", "gateway.malformed_json", id="R7.1-empty"),
        pytest.param(b"[NaN]", "gateway.malformed_json", id="R7.1-nan"),
    ],
)
def test_a_body_that_is_no_list(client, services, body: bytes, code: str) -> None:
    answer = client.post(PATH, params={"token": "t"}, content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert services.calls == []


def test_R7_1_a_wrong_token_is_404_and_a_missing_one_422(client, services) -> None:
    services.default = NotFound("notify.report_unknown")
    wrong = client.post(PATH, params={"token": "x"}, json=[])
    assert (wrong.status_code, wrong.json()["code"]) == (404, "notify.report_unknown")
    assert client.post(PATH, json=[]).status_code == 422


def test_R7_1_a_report_that_is_too_large_is_refused(client, services) -> None:
    answer = client.post(PATH, params={"token": "t"}, content=b"[" + b" " * 70_000 + b"]")
    assert answer.status_code == 413
    assert services.calls == []
