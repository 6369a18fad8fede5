"""What becomes of an approved change of number: an objection stops it, or it takes effect."""

from dataclasses import replace

from casework import audit
from casework.cases.use_cases.steps import find_locked
from casework.domain.actors import SYSTEM
from chassis.db import UnitOfWork
from contracts.errors import NotFound
from contracts.phone_recovery import CHANGED, COOLING_OFF, OBJECTED, VOID
from sqlalchemy import select

from identity.claims import give_phone, send_sms, take_phone
from identity.derived_tokens import OBJECTION, is_token_of
from identity.domain.phone_recoveries import is_due, may_take_effect, next_on_objection
from identity.models import Account, PhoneRecoveryCase
from identity.phone_recovery_kind import PHONE_RECOVERY, claim_of, lock_account, registered
from identity.session_end import end_all_sessions


def object_by_token(uow: UnitOfWork, recovery_id: str, token: str) -> dict[str, str]:
    """Stop a change for who has the SMS to the old number; a repeat changes nothing."""
    if not is_token_of(recovery_id, OBJECTION, token):
        raise NotFound("identity.recovery_not_found")
    return _object(uow, _lock_approved(uow, recovery_id), "old_phone")


def object_as_owner(uow: UnitOfWork, recovery_id: str, person_id: str) -> dict[str, str]:
    """Stop a change for who is logged in to the account."""
    case = _lock_approved(uow, recovery_id)
    if case.account_id != person_id:
        raise NotFound("identity.recovery_not_found")
    return _object(uow, case, "account")


def stop_for_phone_change(uow: UnitOfWork, person_id: str) -> None:
    """Stop what is pending for an account whose number its owner changes with the old one.

    Locks the case: to be called before the account is locked (ADR 0084).
    """
    pending = (
        select(PhoneRecoveryCase)
        .where(PhoneRecoveryCase.account_id == person_id, PhoneRecoveryCase.phase == COOLING_OFF)
        .with_for_update()
    )
    for case in uow.session.scalars(pending):
        _object(uow, case, "phone_change")


def settle(uow: UnitOfWork, recovery_id: str) -> None:
    """Let a change take effect whose cooling-off is over; safe to repeat."""
    case = _lock(uow, recovery_id)
    if case is None or not is_due(case.phase, case.effective_at, uow.now):
        return
    case.settled_at = uow.now
    holders = select(Account.person_id).where(Account.phone_index == case.new_phone)
    holder = uow.session.scalar(holders)
    allowed = {None, case.new_phone_holder, case.account_id}
    account = uow.session.get(Account, case.account_id) if case.account_id else None
    if may_take_effect(claim_of(case), registered(account), holder, allowed):
        _take_effect(uow, case)
    else:
        case.phase = VOID
        send_sms(uow, "phone_recovery_void_sms", case.new_phone)


def _take_effect(uow: UnitOfWork, case: PhoneRecoveryCase) -> None:
    take_phone(uow, case.new_phone, case.account_id or "")
    account = lock_account(uow, case)
    assert account is not None
    former = account.phone
    give_phone(uow, account, case.new_phone)
    case.phase = CHANGED
    end_all_sessions(uow, account.person_id, "phone_recovered")
    if former and former != case.new_phone:
        send_sms(uow, "phone_changed_sms", former)
    send_sms(uow, "phone_recovery_done_sms", case.new_phone)
    uow.publish("phone_changed", {"person_id": account.person_id})
    _record(uow, "phone_changed", case)


def _object(uow: UnitOfWork, case: PhoneRecoveryCase, by: str) -> dict[str, str]:
    if next_on_objection(case.phase):
        case.phase = OBJECTED
        case.settled_at = uow.now
        case.objected_by = by
        send_sms(uow, "phone_recovery_objected_sms", case.new_phone)
        uow.publish("phone_recovery_objected", {"person_id": case.person_id})
        _record(uow, "phone_recovery_objected", case)
    return {"status": OBJECTED, "message": "更换已停止，原手机号继续有效"}


def _record(uow: UnitOfWork, action: str, case: PhoneRecoveryCase) -> None:
    details = {"by": case.objected_by or PHONE_RECOVERY.kind}
    act = audit.Act(action, case.person_id, PHONE_RECOVERY.kind, case.case_id, ["phone"], details)
    system = replace(
        SYSTEM.context, request_id=uow.context.request_id, client_ip=uow.context.client_ip
    )
    audit.record(uow, act, uow.context if uow.context.is_person() else system)


def _lock_approved(uow: UnitOfWork, recovery_id: str) -> PhoneRecoveryCase:
    case = _lock(uow, recovery_id)
    if case is None or case.phase is None:
        raise NotFound("identity.recovery_not_found")
    return case


def _lock(uow: UnitOfWork, recovery_id: str) -> PhoneRecoveryCase | None:
    case = find_locked(uow, PHONE_RECOVERY, recovery_id)
    assert case is None or isinstance(case, PhoneRecoveryCase)
    return case
