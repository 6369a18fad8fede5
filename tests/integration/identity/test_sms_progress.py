"""R1.1.6: who asked for a code learns what became of it, and nobody learns anything else."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

import pytest
from chassis.clock import from_wire
from chassis.crypto import cipher
from chassis.service import rpc
from contracts.errors import NotFound, TooManyRequests, ValidationFailed
from contracts.platform import local_date, start_of_day
from contracts.schemas.identity import SmsCodeAccepted, SmsCodeState
from identity.domain.sms_progress import TEXTS
from identity_factories import Scenario, new_phone, registration
from nameko.extensions import DependencyProvider


class Caller(DependencyProvider):
    def get_dependency(self, worker_ctx: Any) -> Any:
        return worker_ctx.data["call_context"]


class FakeNotify:
    """Answers the statuses that the test has set; of the other SMSs it knows nothing."""

    name = "notify"
    caller = Caller()
    statuses: ClassVar[dict[str, dict[str, Any]]] = {}

    @rpc
    def get_delivery_progress(self, delivery_key: str) -> dict[str, Any]:
        assert self.caller.actor_kind == "service"
        if delivery_key not in self.statuses:
            raise NotFound()
        return self.statuses[delivery_key]


@pytest.fixture
def statuses(
    identity: Scenario,
    run_service: Callable[..., Any],
    service_database: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, dict[str, Any]]:
    statuses: dict[str, dict[str, Any]] = {}
    monkeypatch.setattr(FakeNotify, "statuses", statuses)
    run_service(FakeNotify, AUSM_DATABASE_URL=service_database("notify"))
    return statuses


def ask(identity: Scenario, phone: str | None = None, purpose: str = "register") -> str:
    return identity.ask_code(phone or new_phone(), purpose)["delivery_id"]


def state(identity: Scenario, sms_code_id: str) -> dict[str, Any]:
    answer = identity.call("get_sms_code", delivery_id=sms_code_id)
    assert not SmsCodeState().validate(answer)
    return answer


def test_R1_1_6_the_requester_sees_the_state_of_the_sms(identity: Scenario, statuses: dict) -> None:
    sms_code_id = ask(identity)
    young = state(identity, sms_code_id)
    assert (young["status"], young["reason"], young["message"]) == ("queued", None, TEXTS["queued"])
    statuses[f"sms-code-{sms_code_id}"] = {"status": "failed", "reason": "not_delivered"}
    failed = state(identity, sms_code_id)
    assert (failed["status"], failed["reason"]) == ("failed", "not_delivered")
    assert "未能送达" in failed["message"]
    assert failed["attempts_left"] == 5
    assert 170 < failed["expires_in"] <= 180
    assert 170 < failed["resend_in"] <= 180


def test_R1_1_6_what_a_newer_notify_adds_is_ignored(identity: Scenario, statuses: dict) -> None:
    sms_code_id = ask(identity)
    newer = {"status": "read", "reason": None, "operator": "x"}
    statuses[f"sms-code-{sms_code_id}"] = newer
    answer = state(identity, sms_code_id)
    assert (answer["status"], answer["message"]) == ("unknown", TEXTS["unknown"])
    assert "operator" not in answer


def test_R1_1_6_without_notify_the_countdown_is_still_answered(identity: Scenario) -> None:
    answer = state(identity, ask(identity))
    assert answer["status"] == "unknown"
    assert answer["resend_in"] > 170


@pytest.mark.parametrize(
    "sms_code_id",
    ["nonsense", "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d5e", "../" * 3],
    ids=["R1.1.6-no-id", "R1.1.6-unknown", "R1.1.6-path"],
)
def test_an_unknown_sms_code_id_is_not_found(
    identity: Scenario, statuses: dict, sms_code_id: str
) -> None:
    with pytest.raises(NotFound):
        identity.call("get_sms_code", delivery_id=sms_code_id)


def test_R1_1_6_attempts_left_are_reported_and_a_used_code_has_none(
    identity: Scenario, statuses: dict
) -> None:
    body = registration()
    sms_code_id = ask(identity, body["phone"])
    code = identity.sent_code(sms_code_id)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    with pytest.raises(ValidationFailed):
        identity.call("register_account", body={**body, "sms_code": wrong})
    assert state(identity, sms_code_id)["attempts_left"] == 4
    identity.call("register_account", body={**body, "sms_code": code})
    used = state(identity, sms_code_id)
    assert (used["attempts_left"], used["expires_in"]) == (0, 0)
    assert used["resend_in"] > 0


def test_R1_1_6_the_last_code_of_the_day_says_when_the_next_may_be_sent(
    start: Callable, moment: datetime
) -> None:
    identity = start(AUSM_IDENTITY_LIMITS="sms_phone=1")
    phone = new_phone()
    accepted = identity.ask_code(phone)
    to_midnight = start_of_day(local_date(moment), later=1) - moment
    expected = max(180, to_midnight.total_seconds())
    assert accepted["resend_in"] == pytest.approx(expected, abs=10)
    answer = state(identity, accepted["delivery_id"])
    assert answer["resend_in"] == pytest.approx(expected, abs=10)
    with pytest.raises(TooManyRequests) as refusal:
        identity.ask_code(phone)
    details = refusal.value.details
    until = from_wire(details["limited_until"])
    left = (until - moment).total_seconds()
    assert left == pytest.approx(details["retry_after"], abs=3)


def test_R2_2_1_only_the_phone_shows_whether_it_is_registered(
    identity: Scenario, statuses: dict
) -> None:
    """The same answers and an SMS in both cases; that of the stranger carries no code."""
    _, body = identity.register()
    identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '3 minutes'")
    stranger = identity.ask_code(new_phone(), "password_reset")
    known = identity.ask_code(body["phone"], "password_reset")
    for accepted in (stranger, known):
        assert not SmsCodeAccepted().validate(accepted)
    hidden = {"delivery_id": "", "expires_in": 0, "resend_in": 0}
    first, second = (state(identity, each["delivery_id"]) | hidden for each in (stranger, known))
    assert first == second
    sent = {
        e["data"]["delivery_key"]: e["data"] for e in identity.events.wait_for("sms_requested", 3)
    }
    of_stranger = sent[f"sms-code-{stranger['delivery_id']}"]
    of_known = sent[f"sms-code-{known['delivery_id']}"]
    assert of_stranger["template"] == "code_password_reset_unregistered"
    assert json.loads(cipher().open(of_stranger["params_sealed"], "sms")) == {}
    assert of_known["template"] == "code_password_reset"
    assert len(json.loads(cipher().open(of_known["params_sealed"], "sms"))["code"]) == 6
