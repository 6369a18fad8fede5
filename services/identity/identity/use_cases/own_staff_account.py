"""What staff change of their own account: password, second factor, recovery codes."""

from collections.abc import Sequence
from typing import Any

from chassis import passwords
from chassis.db import Db, UnitOfWork
from chassis.validation import load_lenient, raise_if
from contracts.errors import Conflict, NotFound, Unauthenticated, ValidationFailed, Violation
from contracts.schemas.identity import StaffPasswordChange
from sqlalchemy import select

from identity.domain.registration import Findings, check_new_password
from identity.domain.totp import new_secret
from identity.models import Staff, StaffChallenge
from identity.session_end import end_all_sessions
from identity.use_cases.attempts import (
    Attempt,
    Candidate,
    count_attempt,
    forget_failures,
    sender_of,
)
from identity.use_cases.second_factors import (
    count_code_attempt,
    end_challenge,
    enrolment_view,
    ensure_not_locked,
    new_challenge,
    wrong_code,
)
from identity.use_cases.staff_codes import Proof, confirm_enrolment, record_own, renew_codes
from identity.use_cases.staff_links import change_password


def change_own_password(db: Db, staff_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Set another password; other sessions end, this one goes on."""
    form, violations = load_lenient(StaffPasswordChange, body)
    raise_if(violations)
    staff = _confirm_password(db, staff_id, form)
    findings = Findings([])
    own = (staff.username, staff.phone)
    check_new_password(form, ("new_password", "new_password_confirmation"), own, findings)
    raise_if(findings.violations)
    if form["new_password"] == form["password"]:
        raise ValidationFailed.of([Violation("new_password", "identity.password_same")])
    new_hash = passwords.hash(form["new_password"])
    return db.run(_store_password, staff_id, staff.password_hash, new_hash)


def _store_password(
    uow: UnitOfWork, staff_id: str, proved_hash: str, new_hash: str
) -> dict[str, Any]:
    staff = _own_proved(uow, staff_id, proved_hash)
    change_password(uow, staff, new_hash, keep=uow.context.session_id)
    record_own(uow, "staff_password_changed", staff_id)
    return {}


def begin_replacement(db: Db, staff_id: str, form: dict[str, Any]) -> dict[str, Any]:
    """Give a new secret to somebody who proves the password; the old one is good until its first code."""
    staff = _confirm_password(db, staff_id, form)
    secret = new_secret()
    with db.unit_of_work() as uow:
        _own_proved(uow, staff_id, staff.password_hash)
        challenge = new_challenge(uow, staff_id, secret)
    return {**challenge, **enrolment_view(secret, staff.username)}


def confirm_replacement(db: Db, staff_id: str, form: dict[str, Any]) -> dict[str, Any]:
    """Put the new second factor in the place of the old; other sessions end."""
    with db.unit_of_work() as uow:
        attempt = count_code_attempt(uow, staff_id, form)
    ensure_not_locked(db, attempt)
    with db.unit_of_work() as uow:
        proof = _replace(uow, staff_id, form)
        if proof.refusal is None:
            forget_failures(uow, attempt.lock_names)
            end_challenge(uow, form["challenge_token"])
            end_all_sessions(uow, staff_id, "totp_replaced", keep=uow.context.session_id)
    if proof.refusal:
        raise wrong_code(proof.refusal, attempt)
    return {"recovery_codes": list(proof.recovery_codes)}


def renew_own_codes(db: Db, staff_id: str, form: dict[str, Any]) -> dict[str, Any]:
    """Make a new set of recovery codes for somebody who proves the password."""
    proved = _confirm_password(db, staff_id, form)
    with db.unit_of_work() as uow:
        if _own_proved(uow, staff_id, proved.password_hash).totp_secret is None:
            raise Conflict("identity.totp_missing")
        codes = renew_codes(uow, staff_id)
        record_own(uow, "staff_recovery_codes_renewed", staff_id)
    return {"recovery_codes": list(codes)}


def _replace(uow: UnitOfWork, staff_id: str, form: dict[str, Any]) -> Proof:
    staff = _own(uow, staff_id)
    secret = uow.session.scalar(
        select(StaffChallenge.totp_secret).where(
            StaffChallenge.token_index == form["challenge_token"],
            StaffChallenge.staff_id == staff_id,
            StaffChallenge.expires_at > uow.now,
        )
    )
    if secret is None:
        raise NotFound("identity.enrolment_missing")
    return confirm_enrolment(uow, staff, secret, form["code"])


def _confirm_password(db: Db, staff_id: str, form: dict[str, Any]) -> Staff:
    """Compare the password outside any transaction; attempts are counted before, as at log-in."""

    def find(_uow: UnitOfWork, name: str) -> tuple[str, Sequence[Candidate]]:
        return f"own:{name}", [Candidate(name, "")]

    with db.unit_of_work() as uow:
        staff = _own(uow, staff_id)
        attempt: Attempt = count_attempt(uow, staff_id, find, sender_of(uow, form))
    if attempt.refusal:
        raise attempt.refusal
    if not passwords.verify(staff.password_hash, form["password"]):
        raise _wrong_password()
    with db.unit_of_work() as uow:
        forget_failures(uow, attempt.lock_names)
    return staff


def _own(uow: UnitOfWork, staff_id: str) -> Staff:
    staff = uow.session.get(Staff, staff_id, with_for_update=True)
    if staff is None or not staff.active:
        raise Unauthenticated
    return staff


def _own_proved(uow: UnitOfWork, staff_id: str, proved_hash: str) -> Staff:
    """Return the caller's account, locked; not if the password was reset since it was compared."""
    staff = _own(uow, staff_id)
    if staff.password_hash != proved_hash:
        raise _wrong_password()
    return staff


def _wrong_password() -> ValidationFailed:
    return ValidationFailed.of([Violation("password", "identity.password_wrong")])
