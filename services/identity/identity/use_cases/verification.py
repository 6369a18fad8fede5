"""Verify somebody's identity because a provider such as Alipay says so."""

from casework import audit
from casework.cases.use_cases import withdraw_for_system
from chassis.db import UnitOfWork
from contracts.context import CallContext
from contracts.real_name import ALIPAY
from sqlalchemy import select

from identity.claims import Claims
from identity.models import RealNameCase
from identity.review_kinds import REAL_NAME, set_verified

_NOTES = {ALIPAY: "申请人已通过支付宝完成实名认证，本申请自动结束"}


def verify_by_provider(uow: UnitOfWork, claims: Claims, method: str) -> None:
    """Set a locked account verified, as an approved case does; an open case of its person ends.

    Raises Conflict when it is verified already, or another has just proved the number.
    """
    account = claims.account
    set_verified(uow, claims, method, "certify")
    of_person = select(RealNameCase.case_id).where(RealNameCase.person_id == account.person_id)
    if case_id := uow.session.scalar(of_person):
        withdraw_for_system(uow, REAL_NAME, case_id, _NOTES[method])
    provider = CallContext(actor_kind="service", request_id=uow.context.request_id)
    act = audit.Act("real_name_verified", account.person_id, details={"method": method})
    audit.record(uow, act, provider)
