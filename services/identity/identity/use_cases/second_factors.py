"""The second step of a log-in of staff: a one-time password, a recovery code, or an enrolment (ADR 0093)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chassis.db import Db, UnitOfWork
from contracts.errors import Conflict, ServiceError, TooManyRequests, Unauthenticated
from sqlalchemy import delete, exists, select

from identity.domain.sessions import PASSWORD
from identity.domain.totp import new_secret, provisioning_uri
from identity.models import Persona, Staff, StaffChallenge
from identity.use_cases.attempts import (
    Attempt,
    Candidate,
    count_attempt,
    forget_failures,
    sender_of,
    with_device,
)
from identity.use_cases.log_in_audit import CODE_FAILED, CODE_LOCKED, LOGGED_IN, record_log_in
from identity.use_cases.qr_codes import picture_of
from identity.use_cases.sessions import Subject, find_subject, open_session
from identity.use_cases.staff_codes import Proof, confirm_enrolment, prove_factor
from identity.use_cases.tokens import AccessTokens, new_challenge_token

# Long enough to install an app and read its code.
CHALLENGE_LIFE = timedelta(minutes=10)
ENROL, CODE = "enrol", "totp"


def admit_staff(
    uow: UnitOfWork,
    subject: Subject,
    tokens: AccessTokens,
    user_agent: str | None,
    *,
    totp: bool,
) -> dict[str, Any]:
    """Answer a right password: by a challenge, or by a session where no second factor is asked for."""
    staff = uow.session.get_one(Staff, subject.subject_id)
    if staff.totp_secret is None and not totp:
        record_log_in(uow, LOGGED_IN, staff.staff_id, {"methods": [PASSWORD]})
        return open_session(uow, subject, tokens, user_agent)
    next_step = CODE if staff.totp_secret else ENROL
    return {"challenge": {**new_challenge(uow, staff.staff_id), "next": next_step}}


def new_challenge(uow: UnitOfWork, staff_id: str, secret: str | None = None) -> dict[str, Any]:
    """Keep that a password was right until the second step, and return what proves it."""
    token = new_challenge_token()
    until = uow.now + CHALLENGE_LIFE
    uow.session.add(
        StaffChallenge(token_index=token, staff_id=staff_id, totp_secret=secret, expires_at=until)
    )
    return {"challenge_token": token, "expires_in": int(CHALLENGE_LIFE.total_seconds())}


def begin_enrolment(db: Db, challenge_token: str) -> dict[str, Any]:
    """Give who has no second factor yet a secret; asked again, the same one.

    Raises Conflict where there is a factor: the challenge proves no more than a password.
    """
    with db.unit_of_work() as uow:
        challenge = _find_challenge(uow, challenge_token, lock=True)
        staff = uow.session.get_one(Staff, challenge.staff_id)
        if staff.totp_secret is not None:
            raise Conflict("identity.totp_enrolled")
        challenge.totp_secret = secret = challenge.totp_secret or new_secret()
        rest = int((challenge.expires_at - uow.now).total_seconds())
    return {"expires_in": rest, **enrolment_view(secret, staff.username)}


def enrolment_view(secret: str, username: str) -> dict[str, Any]:
    """Return a secret as an app takes it: typed, opened or scanned."""
    uri = provisioning_uri(secret, username)
    return {"secret": secret, "otpauth_uri": uri, "qr_svg": picture_of(uri)}


def finish_log_in(
    db: Db,
    form: dict[str, Any],
    tokens: AccessTokens,
    user_agent: str | None,
    *,
    is_sandbox: bool,
) -> dict[str, Any]:
    """Open the session of a challenge if the code is right, confirming the enrolment if there is one.

    Takes the database: what an attempt costs stays spent though it fails.
    """
    with db.unit_of_work() as uow:
        staff_id = _find_challenge(uow, form["challenge_token"]).staff_id
        sender = sender_of(uow, form)
        attempt = count_code_attempt(uow, staff_id, form)
    ensure_not_locked(db, attempt)
    with db.unit_of_work() as uow:
        proof = _prove(uow, staff_id, form, is_sandbox=is_sandbox)
        if proof.refusal is None:
            forget_failures(uow, attempt.lock_names)
            end_challenge(uow, form["challenge_token"])
            answer = _open(uow, proof, tokens, user_agent)
        else:
            record_log_in(uow, CODE_FAILED, staff_id, {"code": proof.refusal})
    if proof.refusal:
        raise wrong_code(proof.refusal, attempt)
    return with_device(answer, sender, staff_id)


def count_code_attempt(uow: UnitOfWork, staff_id: str, form: dict[str, Any]) -> Attempt:
    """Count an attempt at somebody's code, as attempts at a password are counted."""

    def find(_uow: UnitOfWork, name: str) -> tuple[str, Sequence[Candidate]]:
        return f"totp:{name}", [Candidate(name, "")]

    return count_attempt(uow, staff_id, find, sender_of(uow, form))


def ensure_not_locked(db: Db, attempt: Attempt) -> None:
    """Raise the refusal of an attempt that comes too often, and write it down."""
    if attempt.refusal is None:
        return
    with db.unit_of_work() as uow:
        record_log_in(uow, CODE_LOCKED, attempt.candidates[0].subject_id)
    raise TooManyRequests("identity.totp_locked", details=attempt.refusal.details)


def wrong_code(code: str, attempt: Attempt) -> ServiceError:
    """Return the refusal of a code, with the attempts that are left."""
    return Unauthenticated(code, details={"trials_left": attempt.attempts_left})


def end_challenges(uow: UnitOfWork, staff_id: str) -> None:
    """Forget all log-ins that are half done: the password is another, or they may not come in."""
    uow.session.execute(delete(StaffChallenge).where(StaffChallenge.staff_id == staff_id))


def end_challenge(uow: UnitOfWork, token: str) -> None:
    """Use a challenge up."""
    uow.session.execute(delete(StaffChallenge).where(StaffChallenge.token_index == token))


def is_persona(uow: UnitOfWork, staff_id: str) -> bool:
    """Return whether an account is one that everybody in a sandbox shares."""
    return bool(uow.session.scalar(select(exists().where(Persona.subject_id == staff_id))))


def _prove(uow: UnitOfWork, staff_id: str, form: dict[str, Any], *, is_sandbox: bool) -> Proof:
    # Whoever uses a challenge has the lock of its staff first, so that it is used once.
    staff = uow.session.get_one(Staff, staff_id, with_for_update=True)
    challenge = _find_challenge(uow, form["challenge_token"])
    if staff.totp_secret is not None:
        # Many people share the demo's accounts, and their codes of one half minute are the same.
        shared = is_sandbox and is_persona(uow, staff.staff_id)
        proof = prove_factor(uow, staff, form["code"], may_repeat=shared)
    elif challenge.totp_secret is not None:
        proof = confirm_enrolment(uow, staff, challenge.totp_secret, form["code"])
    else:
        raise Conflict("identity.enrolment_missing")
    return replace(proof, staff_id=staff_id)


def _open(
    uow: UnitOfWork, proof: Proof, tokens: AccessTokens, user_agent: str | None
) -> dict[str, Any]:
    subject = find_subject(uow, "staff", proof.staff_id)
    if subject is None:
        raise Unauthenticated("identity.challenge_invalid")
    methods = (PASSWORD, *proof.methods)
    record_log_in(uow, LOGGED_IN, proof.staff_id, {"methods": list(methods)})
    session = open_session(uow, subject, tokens, user_agent, methods)
    return {
        **session,
        "recovery_codes": list(proof.recovery_codes),
        "recovery_codes_left": proof.recovery_codes_left,
    }


def _find_challenge(uow: UnitOfWork, token: str, *, lock: bool = False) -> StaffChallenge:
    """Return a challenge that is in date; raises Unauthenticated for any other."""
    wanted = select(StaffChallenge).where(
        StaffChallenge.token_index == token, StaffChallenge.expires_at > uow.now
    )
    found = uow.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is None:
        raise Unauthenticated("identity.challenge_invalid")
    return found
