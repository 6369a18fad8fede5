"""R6.1: staff's own password, second factor, recovery codes and sessions."""

from dataclasses import replace

import pytest
from chassis import passwords
from contracts.context import CallContext
from contracts.errors import (
    Conflict,
    NotFound,
    Unauthenticated,
    ValidationFailed,
)
from demo.calls.access import code_now
from identity.domain.staff_accounts import NO_PASSWORD
from identity.domain.totp import new_secret
from identity.models import Staff
from identity_factories import PASSWORD, Scenario
from staff_factories import enrol, first_step, logged_in, refresh, second_step


def test_R6_1_another_password_ends_the_other_sessions(identity: Scenario, secret: str) -> None:
    _, elsewhere = logged_in(identity, secret)
    here, tokens = logged_in(identity, secret)
    body = {
        "password": PASSWORD,
        "new_password": "Journal#2027",
        "new_password_confirmation": "Journal#2027",
    }
    assert identity.call("change_staff_password", here, body=body) == {}
    assert refresh(identity, tokens)
    with pytest.raises(Unauthenticated):
        refresh(identity, elsewhere)
    with pytest.raises(Unauthenticated):
        first_step(identity)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"password": "Wrong#2026"}, "password", id="R6.1-wrong"),
        pytest.param(
            {"new_password": PASSWORD, "new_password_confirmation": PASSWORD},
            "new_password",
            id="R6.1-same",
        ),
        pytest.param({"new_password": "short"}, "new_password", id="R6.1-weak"),
    ],
)
def test_passwords_refused(
    identity: Scenario, staff: CallContext, changes: dict, field: str
) -> None:
    new = "Journal#2027"
    body = {"password": PASSWORD, "new_password": new, "new_password_confirmation": new}
    with pytest.raises(ValidationFailed) as refused:
        identity.call("change_staff_password", staff, body=body | changes)
    assert refused.value.details["errors"][0]["field"] == field


@pytest.mark.parametrize(
    "method",
    [
        pytest.param("change_staff_password", id="R6.1-password"),
        pytest.param("begin_totp_replacement", id="R6.1-second-factor"),
        pytest.param("renew_recovery_codes", id="R6.1-recovery-codes"),
    ],
)
def test_a_reset_in_between_wins(
    identity: Scenario, secret: str, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    here, _ = logged_in(identity, secret)
    compare = passwords.verify

    def reset_meanwhile(encoded: str, password: str) -> bool:
        with identity.db.unit_of_work() as uow:
            uow.session.get_one(Staff, here.actor_id).password_hash = NO_PASSWORD
        return compare(encoded, password)

    new = "Journal#2027"
    more = {"new_password": new, "new_password_confirmation": new}
    body = {"password": PASSWORD} | (more if method == "change_staff_password" else {})
    monkeypatch.setattr(passwords, "verify", reset_meanwhile)
    with pytest.raises(ValidationFailed):
        identity.call(method, here, body=body)


def test_R6_1_a_second_factor_is_replaced(identity: Scenario, secret: str) -> None:
    here, tokens = logged_in(identity, secret)
    _, elsewhere = logged_in(identity, secret)
    offer = identity.call("begin_totp_replacement", here, body={"password": PASSWORD})
    assert second_step(identity, first_step(identity), code_now(secret))  # still good
    body = {"challenge_token": offer["challenge_token"], "code": code_now(new_secret())}
    with pytest.raises(Unauthenticated):
        identity.call("confirm_totp_replacement", here, body=body)
    body["code"] = code_now(offer["secret"])
    codes = identity.call("confirm_totp_replacement", here, body=body)["recovery_codes"]
    assert len(codes) == 10
    with pytest.raises(Unauthenticated):
        second_step(identity, first_step(identity), code_now(secret))
    assert second_step(identity, first_step(identity), codes[0])
    assert refresh(identity, tokens)
    with pytest.raises(Unauthenticated):
        refresh(identity, elsewhere)
    stranger = identity.employ("au-110108")
    offer = identity.call("begin_totp_replacement", here, body={"password": PASSWORD})
    body = {"challenge_token": offer["challenge_token"], "code": code_now(offer["secret"])}
    with pytest.raises(NotFound):
        identity.call("confirm_totp_replacement", stranger, body=body)


def test_R6_1_recovery_codes_are_renewed(identity: Scenario, staff: CallContext) -> None:
    with pytest.raises(Conflict) as refused:
        identity.call("renew_recovery_codes", staff, body={"password": PASSWORD})
    assert refused.value.code == "identity.totp_missing"
    _, old = enrol(identity)
    with pytest.raises(ValidationFailed):
        identity.call("renew_recovery_codes", staff, body={"password": "Wrong#2026"})
    new = identity.call("renew_recovery_codes", staff, body={"password": PASSWORD})
    with pytest.raises(Unauthenticated):
        second_step(identity, first_step(identity), old[0])
    assert second_step(identity, first_step(identity), new["recovery_codes"][0])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("last_used_at = last_used_at - interval '30 minutes'", id="R6.1-idle"),
        pytest.param("created_at = created_at - interval '12 hours'", id="R6.1-a-day"),
    ],
)
def test_sessions_of_staff_run_out(identity: Scenario, secret: str, change: str) -> None:
    _, tokens = logged_in(identity, secret)
    identity.execute(f"UPDATE sessions SET {change}")
    with pytest.raises(Unauthenticated) as refused:
        refresh(identity, tokens)
    assert refused.value.code == "identity.refresh_invalid"


@pytest.mark.parametrize(
    "method",
    [
        "change_staff_password",
        "begin_totp_replacement",
        "confirm_totp_replacement",
        "renew_recovery_codes",
    ],
)
def test_R6_1_only_staff_have_such_accounts(identity: Scenario, method: str) -> None:
    bodies = {
        "change_staff_password": {},
        "confirm_totp_replacement": {"challenge_token": "x", "code": "123456"},
    }
    body = bodies.get(method, {"password": PASSWORD})
    with pytest.raises(Unauthenticated):
        identity.call(method, body=body)
    nobody = replace(identity.employ("au-110108"), actor_id="00000000-0000-4000-8000-000000000000")
    with pytest.raises((Unauthenticated, ValidationFailed, NotFound)):
        identity.call(method, nobody, body=body)
