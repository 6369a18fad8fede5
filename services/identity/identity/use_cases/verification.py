"""Verify somebody's identity because a provider such as Alipay says so."""

from casework import audit
from casework.cases.use_cases import withdraw_for_system
from chassis.db import UnitOfWork
from contracts.context import CallContext
from contracts.errors import NotFound
from contracts.real_name import ALIPAY
from sqlalchemy import select

from identity.models import Account, RealNameCase
from identity.review_kinds import REAL_NAME, set_verified

_NOTES = {ALIPAY: "申请人已通过支付宝完成实名认证，本申请自动结束"}


def lock_for_verification(uow: UnitOfWork, person_id: str) -> tuple[Account, str | None]:
    """Lock a person's case, if there is one, and then the account, as a decision does (ADR 0084)."""
    case_id = uow.session.scalar(
        select(RealNameCase.case_id).where(RealNameCase.person_id == person_id).with_for_update()
    )
    account = uow.session.get(Account, person_id, with_for_update=True, populate_existing=True)
    if account is None:
        raise NotFound("identity.person_not_found")
    return account, case_id


def verify_by_provider(uow: UnitOfWork, account: Account, case_id: str | None, method: str) -> None:
    """Set a locked account verified, as an approved case does; an open case of its person ends.

    Raises Conflict when it is verified already, or another has just proved the number.
    """
    set_verified(uow, account, method, "certify")
    if case_id is not None:
        withdraw_for_system(uow, REAL_NAME, case_id, _NOTES[method])
    provider = CallContext(actor_kind="service", request_id=uow.context.request_id)
    act = audit.Act("real_name_verified", account.person_id, details={"method": method})
    audit.record(uow, act, provider)
