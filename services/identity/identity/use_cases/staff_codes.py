"""What a code proves: one-time passwords and recovery codes of a locked member of staff."""

from dataclasses import dataclass
from typing import Any

from casework import audit
from chassis.db import UnitOfWork
from contracts.context import CallContext
from sqlalchemy import delete, func, select

from identity.domain.sessions import RECOVERY_CODE, TOTP
from identity.domain.totp import (
    Verdict,
    clean_code,
    is_totp_code,
    judge_code,
    new_recovery_codes,
)
from identity.models import RecoveryCode, Staff

_REFUSALS = {Verdict.WRONG: "identity.totp_wrong", Verdict.USED: "identity.totp_used"}


@dataclass(frozen=True, slots=True)
class Proof:
    """What a code was worth: the refusal, or by what it proves; new codes are shown this once."""

    staff_id: str = ""
    refusal: str | None = None
    methods: tuple[str, ...] = ()
    recovery_codes: tuple[str, ...] = ()
    recovery_codes_left: int = 0


def prove_factor(uow: UnitOfWork, staff: Staff, text: str, *, may_repeat: bool = False) -> Proof:
    """Judge a code of somebody with a second factor; what is right is used up.

    `may_repeat` lets a code in again that was used: for accounts that many people share.
    """
    code = clean_code(text)
    if not is_totp_code(code):
        return _prove_recovery_code(uow, staff, code)
    last_step = None if may_repeat else staff.totp_last_step
    judged = judge_code(staff.totp_secret or "", code, last_step, uow.now)
    if judged.verdict is not Verdict.RIGHT:
        return Proof(refusal=_REFUSALS[judged.verdict])
    staff.totp_last_step = judged.step
    return Proof(methods=(TOTP,), recovery_codes_left=count_codes(uow, staff.staff_id))


def confirm_enrolment(uow: UnitOfWork, staff: Staff, secret: str, text: str) -> Proof:
    """Take a new secret once its first code is right, and make the codes for when it is lost."""
    judged = judge_code(secret, clean_code(text), None, uow.now)
    if judged.verdict is not Verdict.RIGHT:
        return Proof(refusal=_REFUSALS[judged.verdict])
    staff.totp_secret = secret
    staff.totp_enrolled_at = uow.now
    staff.totp_last_step = judged.step
    codes = renew_codes(uow, staff.staff_id)
    record_own(uow, "staff_totp_enrolled", staff.staff_id)
    return Proof(methods=(TOTP,), recovery_codes=codes, recovery_codes_left=len(codes))


def renew_codes(uow: UnitOfWork, staff_id: str) -> tuple[str, ...]:
    """Put a new set of recovery codes in the place of the old one; stored are their indexes only."""
    forget_codes(uow, staff_id)
    codes = new_recovery_codes()
    uow.session.add_all(
        RecoveryCode(code_index=_stored(staff_id, clean_code(code)), staff_id=staff_id)
        for code in codes
    )
    return codes


def forget_codes(uow: UnitOfWork, staff_id: str) -> None:
    """Delete the recovery codes of somebody."""
    uow.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))


def forget_factor(uow: UnitOfWork, staff: Staff) -> None:
    """Take the second factor away: the next log-in enrols a new one."""
    staff.totp_secret = staff.totp_enrolled_at = staff.totp_last_step = None
    forget_codes(uow, staff.staff_id)


def count_codes(uow: UnitOfWork, staff_id: str) -> int:
    """Return how many recovery codes are left."""
    left = select(func.count()).where(RecoveryCode.staff_id == staff_id)
    return int(uow.session.scalar(left) or 0)


def record_own(uow: UnitOfWork, action: str, staff_id: str, **details: Any) -> None:
    """Write down what somebody does with their own account, logged in or about to be."""
    actor = CallContext(
        actor_id=staff_id,
        actor_kind="staff",
        request_id=uow.context.request_id,
        client_ip=uow.context.client_ip,
    )
    audit.record(uow, audit.Act(action, details={"staff_id": staff_id, **details}), actor)


def _prove_recovery_code(uow: UnitOfWork, staff: Staff, code: str) -> Proof:
    used = uow.session.scalar(
        delete(RecoveryCode)
        .where(RecoveryCode.code_index == _stored(staff.staff_id, code))
        .returning(RecoveryCode.staff_id)
    )
    if used is None:
        return Proof(refusal=_REFUSALS[Verdict.WRONG])
    left = count_codes(uow, staff.staff_id)
    record_own(uow, "staff_recovery_code_used", staff.staff_id, left=left)
    return Proof(methods=(RECOVERY_CODE,), recovery_codes_left=left)


def _stored(staff_id: str, code: str) -> Any:
    return f"{staff_id}:{code}"
