"""R6.1: the second step of a log-in of staff: enrolment, codes, recovery codes, their limits."""

import time
from collections.abc import Callable

import jwt
import pytest
from audit_factories import wait_for
from chassis import passwords
from contracts.context import CallContext
from contracts.errors import (
    Conflict,
    TooManyRequests,
    Unauthenticated,
)
from contracts.schemas.identity import TotpEnrolment
from demo.calls.access import code_now
from identity.domain.totp import code_of_step, new_secret
from identity.seed.authorities import load_authorities
from identity.seed.people import load_people
from identity_factories import PASSWORD, Scenario, visitor
from staff_factories import USERNAME, begin, enrol, first_step, second_step


def test_R6_1_the_first_log_in_enrols(identity: Scenario, staff: CallContext) -> None:
    challenge = first_step(identity)
    assert challenge["next"] == "enrol"
    offer = begin(identity, challenge)
    assert TotpEnrolment().validate(offer) == {}
    assert offer["qr_svg"].startswith("data:image/svg+xml")
    assert begin(identity, challenge)["secret"] == offer["secret"]
    session = second_step(identity, challenge, code_now(offer["secret"]))
    assert session["staff"]["staff_id"] == staff.actor_id
    assert (len(session["recovery_codes"]), session["recovery_codes_left"]) == (10, 10)
    assert session["refresh_expires_in"] == 30 * 60
    claims = jwt.decode(session["access_token"], options={"verify_signature": False})
    assert claims["amr"] == ["pwd", "otp"]
    assert abs(claims["auth_time"] - time.time()) < 60
    assert first_step(identity)["next"] == "totp"
    assert identity.call("get_staff_me", staff)["totp_enrolled_at"]
    assert wait_for(identity.db, "staff_totp_enrolled")[0].actor_id == staff.actor_id


def test_R6_1_secrets_and_recovery_codes_are_not_readable(
    identity: Scenario, staff: CallContext
) -> None:
    secret, codes = enrol(identity)
    for table in ("staff", "staff_recovery_codes", "staff_challenges", "outbox_events"):
        rows = identity.scalar(f"SELECT json_agg(t)::text FROM {table} t") or ""
        assert secret not in rows
        assert not [code for code in codes if code in rows or code.replace("-", "") in rows]


def test_R6_1_a_password_alone_opens_nothing(identity: Scenario, secret: str) -> None:
    before = identity.scalar("SELECT count(*) FROM sessions")
    challenge = first_step(identity)
    assert identity.scalar("SELECT count(*) FROM sessions") == before
    with pytest.raises(Unauthenticated) as refused:
        second_step(identity, challenge, code_now(new_secret()))
    assert (refused.value.code, refused.value.details) == (
        "identity.totp_wrong",
        {"trials_left": 4},
    )
    with pytest.raises(Conflict) as refused_enrolment:
        begin(identity, challenge)
    assert refused_enrolment.value.code == "identity.totp_enrolled"
    assert second_step(identity, challenge, code_now(secret))["session_id"]


def test_R6_1_no_code_is_good_twice(identity: Scenario, secret: str) -> None:
    step = int(time.time()) // 30
    code = code_of_step(secret, step)
    second_step(identity, first_step(identity), code)
    challenge = first_step(identity)
    with pytest.raises(Unauthenticated) as refused:
        second_step(identity, challenge, code)
    assert refused.value.code == "identity.totp_used"
    second_step(identity, challenge, code_of_step(secret, step + 1))


def test_R6_1_a_challenge_is_good_once_and_ten_minutes(identity: Scenario, secret: str) -> None:
    challenge = first_step(identity)
    second_step(identity, challenge, code_now(secret))
    late = first_step(identity)
    identity.execute("UPDATE staff_challenges SET expires_at = now() - interval '1 second'")
    for one in (challenge, late, {"challenge_token": "made-up"}):
        with pytest.raises(Unauthenticated) as refused:
            second_step(identity, one, code_now(secret))
        assert refused.value.code == "identity.challenge_invalid"


def test_R6_1_codes_are_locked_like_passwords(identity: Scenario, secret: str) -> None:
    challenge = first_step(identity)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(Unauthenticated) as wrong:
            second_step(identity, challenge, "000-000")
        assert wrong.value.details == {"trials_left": left}
    with pytest.raises(TooManyRequests) as locked:
        second_step(identity, challenge, code_now(secret))
    assert locked.value.code == "identity.totp_locked"
    assert locked.value.details["retry_after"] > 0
    # Another network has attempts of its own.
    second_step(identity, challenge, code_now(secret), context=visitor("203.0.113.7"))
    assert len(wait_for(identity.db, "staff_code_failed", 5)) == 5
    assert len(wait_for(identity.db, "staff_code_locked")) == 1


def test_R6_1_a_recovery_code_lets_in_once(identity: Scenario, staff: CallContext) -> None:
    _, codes = enrol(identity)
    session = second_step(identity, first_step(identity), codes[3].lower().replace("-", " "))
    assert (session["recovery_codes"], session["recovery_codes_left"]) == ([], 9)
    claims = jwt.decode(session["access_token"], options={"verify_signature": False})
    assert claims["amr"] == ["pwd", "recovery_code"]
    with pytest.raises(Unauthenticated):
        second_step(identity, first_step(identity), codes[3])
    [used] = wait_for(identity.db, "staff_recovery_code_used")
    assert used.details["left"] == 9


def test_R6_1_an_enrolment_needs_its_first_code(identity: Scenario, staff: CallContext) -> None:
    challenge = first_step(identity)
    with pytest.raises(Conflict) as refused:
        second_step(identity, challenge, "123456")
    assert refused.value.code == "identity.enrolment_missing"
    begin(identity, challenge)
    with pytest.raises(Unauthenticated):
        second_step(identity, challenge, code_now(new_secret()))
    assert first_step(identity)["next"] == "enrol"


def test_R6_1_without_the_setting_nobody_must_enrol(start: Callable[..., Scenario]) -> None:
    identity = start(AUSM_STAFF_TOTP="0")
    hashed = passwords.hash(PASSWORD)
    identity.employ("au-110108", username=USERNAME, password_hash=hashed)
    form = {"username": USERNAME, "password": PASSWORD, **identity.captcha()}
    assert identity.call("log_in_staff", body=form)["session_id"]


def test_R6_1_personas_of_a_sandbox_share_their_codes(identity: Scenario) -> None:
    identity.db.run(load_authorities)
    load_people(identity.db)
    personas = identity.call("list_sandbox_personas")["items"]
    one = next(persona for persona in personas if persona["login"] == "haidian_reviewer")
    names = (one["login"], one["password"], one["totp_secret"])
    assert identity.log_in_staff(*names)["session_id"]
    assert identity.log_in_staff(*names)["session_id"]


def test_R6_1_outside_a_sandbox_a_shared_code_is_used_up(start: Callable[..., Scenario]) -> None:
    identity = start()
    identity.db.run(load_authorities)
    load_people(identity.db)
    identity.execute("DELETE FROM personas WHERE login <> 'haidian_reviewer'")
    [one] = identity.call("list_sandbox_personas")["items"]
    identity.execute("DELETE FROM personas")
    names = (one["login"], one["password"], one["totp_secret"])
    assert identity.log_in_staff(*names)["session_id"]
    with pytest.raises(Unauthenticated) as refused:
        identity.log_in_staff(*names)
    assert refused.value.code == "identity.totp_used"
