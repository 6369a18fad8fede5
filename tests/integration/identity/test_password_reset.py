"""The forgotten password over the broker: R2.2.1."""

import pytest
from chassis import passwords
from contracts.context import CallContext
from contracts.errors import ServiceError, TooManyRequests, Unauthenticated, ValidationFailed
from identity_factories import PASSWORD, Scenario, new_number, new_phone

NEW = "Ledger#2027"


def prepare(identity: Scenario) -> tuple[str, dict]:
    """Register somebody and let the resend time pass."""
    person_id, body = identity.register()
    identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '3 minutes'")
    return person_id, body


def claim_of(identity: Scenario, body: dict, **changes: str) -> dict:
    """Return a reset that agrees with the registration, except for the changes."""
    claim = {
        "id_number": body["id_number"].lower(),
        "name": body["name"],
        "phone": body["phone"],
        "new_password": NEW,
        "new_password_confirmation": NEW,
        **changes,
    }
    return {"sms_code": identity.code_for(claim["phone"], "password_reset"), **claim}


def test_R2_2_1_a_new_password_ends_every_session(identity: Scenario) -> None:
    person_id, body = prepare(identity)
    tokens = [identity.log_in(body["phone"]) for _ in range(2)]
    assert identity.call("reset_password", body=claim_of(identity, body)) == {}
    for old in tokens:
        with pytest.raises(Unauthenticated):
            identity.call("refresh_session", refresh_token=old["refresh_token"])
    with pytest.raises(Unauthenticated):
        identity.log_in(body["phone"], PASSWORD)
    assert identity.log_in(body["phone"], NEW)["person"]["person_id"] == person_id
    assert len(identity.events.wait_for("session_ended", 2)) == 2
    assert identity.events.wait_for("password_changed")[0]["data"] == {"person_id": person_id}


def test_R2_2_1_a_reset_unlocks_the_account(identity: Scenario) -> None:
    _, body = prepare(identity)
    for _ in range(5):
        with pytest.raises(ServiceError):
            identity.log_in(body["phone"], "Wrong#2026")
    identity.call("reset_password", body=claim_of(identity, body))
    assert identity.log_in(body["phone"], NEW)


def test_R2_2_1_a_concurrent_log_in_with_the_old_password_fails(
    identity: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, body = prepare(identity)
    claim = claim_of(identity, body)
    real_verify = passwords.verify

    def verify_slowly(encoded: str, password: str) -> bool:
        matches = real_verify(encoded, password)
        if password == PASSWORD:
            identity.call("reset_password", body=claim)
        return matches

    monkeypatch.setattr(passwords, "verify", verify_slowly)
    with pytest.raises(Unauthenticated) as refusal:
        identity.log_in(body["phone"], PASSWORD)
    assert refusal.value.code == "identity.login_failed"
    assert identity.scalar("SELECT count(*) FROM sessions WHERE ended_at IS NULL") == 0


def refusal_of(identity: Scenario, claim: dict) -> ValidationFailed:
    with pytest.raises(ValidationFailed) as refusal:
        identity.call("reset_password", body=claim)
    return refusal.value


def test_R2_2_1_the_refusal_does_not_name_the_wrong_detail(identity: Scenario) -> None:
    _, body = prepare(identity)
    _, other = prepare(identity)
    answers = []
    for changes in (
        {"name": "李明"},
        {"id_number": new_number()},
        {"phone": other["phone"]},
        {"id_number": other["id_number"]},
    ):
        identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '3 minutes'")
        answers.append(refusal_of(identity, claim_of(identity, body, **changes)).args)
    assert set(map(str, answers)) == {str(answers[0])}
    assert answers[0][0] == "identity.reset_mismatch"
    assert identity.log_in(body["phone"], PASSWORD)


def test_R2_2_1_an_unregistered_phone_is_no_different(identity: Scenario) -> None:
    _, body = prepare(identity)
    phone = new_phone()
    identity.ask_code(phone, "password_reset")
    claim = {**claim_of(identity, body), "phone": phone, "sms_code": "000000"}
    refusal = refusal_of(identity, claim)
    assert refusal.details["errors"][0]["code"] == "identity.sms_code_wrong"


def test_R2_2_1_wrong_details_exhaust_the_code(identity: Scenario) -> None:
    _, body = prepare(identity)
    claim = claim_of(identity, body)
    for _ in range(5):
        wrong = claim | {"name": "李明"} | identity.captcha()
        assert refusal_of(identity, wrong).code == "identity.reset_mismatch"
    worn_out = refusal_of(identity, claim)
    assert worn_out.details["errors"][0]["code"] == "identity.sms_code_exhausted"


def test_R2_2_1_the_code_is_consumed(identity: Scenario) -> None:
    _, body = prepare(identity)
    claim = claim_of(identity, body)
    identity.call("reset_password", body=claim)
    again = refusal_of(identity, claim)
    assert again.details["errors"][0]["code"] == "identity.sms_code_expired"


def test_R8_2_the_same_reset_sent_twice_is_done_once(identity: Scenario) -> None:
    _, body = prepare(identity)
    claim = claim_of(identity, body)
    key = CallContext(idempotency_key="k", request_hash="h", client_ip="192.0.2.1")
    assert identity.call("reset_password", key, body=claim) == {}
    assert identity.call("reset_password", key, body=claim) == {}
    assert len(identity.events.wait_for("password_changed")) == 1


def test_R2_2_1_all_malformed_fields_are_reported_together(identity: Scenario) -> None:
    claim = {"phone": "12", "name": "", "new_password": "x", "new_password_confirmation": "y"}
    refusal = refusal_of(identity, claim)
    fields = {error["field"] for error in refusal.details["errors"]}
    assert fields == {
        *("id_number", "name", "phone", "sms_code"),
        *("new_password", "new_password_confirmation"),
    }


@pytest.mark.parametrize("limit", ["reset_id_number=1", "reset_phone=1", "reset_ip=1"])
@pytest.mark.usefixtures("moment")
def test_R2_2_1_attempts_are_limited(start: object, limit: str) -> None:
    identity = start(AUSM_IDENTITY_LIMITS=limit)  # type: ignore[operator]
    _, body = prepare(identity)
    claim = claim_of(identity, body) | {"name": "李明"}
    assert refusal_of(identity, claim).code == "identity.reset_mismatch"
    with pytest.raises(TooManyRequests) as refusal:
        identity.call("reset_password", body=claim)
    assert refusal.value.code == "identity.reset_limit"


@pytest.mark.parametrize("limit", ["reset_id_number=1", "reset_phone=1", "reset_ip=1"])
@pytest.mark.usefixtures("moment")
def test_R2_2_1_only_who_has_the_code_uses_up_the_limits(start: object, limit: str) -> None:
    identity = start(AUSM_IDENTITY_LIMITS=limit)  # type: ignore[operator]
    _, body = prepare(identity)
    claim = claim_of(identity, body)
    guessed = claim | {"sms_code": f"{(int(claim['sms_code']) + 1) % 1_000_000:06d}"}
    for _ in range(2):
        refusal = refusal_of(identity, guessed)
        assert refusal.details["errors"][0]["code"] == "identity.sms_code_wrong"
    assert identity.call("reset_password", body=claim | identity.captcha()) == {}


@pytest.mark.usefixtures("moment")
def test_R2_2_1_another_phone_uses_up_nothing_of_the_owners(start: object) -> None:
    identity = start(AUSM_IDENTITY_LIMITS="reset_id_number=1")  # type: ignore[operator]
    _, body = prepare(identity)
    _, stranger = prepare(identity)
    theirs = claim_of(identity, body, phone=stranger["phone"])
    assert refusal_of(identity, theirs).code == "identity.reset_mismatch"
    assert identity.call("reset_password", body=claim_of(identity, body)) == {}
