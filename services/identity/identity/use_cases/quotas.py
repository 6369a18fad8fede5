"""Use up quotas, counted in rows so that all replicas share them."""

from collections.abc import Iterable, Mapping

from chassis.db import UnitOfWork
from contracts.errors import TooManyRequests
from sqlalchemy.dialects.postgresql import insert

from identity.domain.quotas import Quota, seconds_left, window_start
from identity.models import UsageCount


def use_quotas(
    uow: UnitOfWork, quotas: Iterable[Quota], subjects: Mapping[str, str | None]
) -> None:
    """Count one use of each quota whose subject is known.

    Raises TooManyRequests for the first that is used up; the transaction then undoes the rest.
    """
    for quota in quotas:
        subject = subjects.get(quota.scope)
        if subject is not None and not _use(uow, quota, subject):
            details = {"retry_after": seconds_left(quota, uow.now)}
            raise TooManyRequests(quota.code, details=details)


def _use(uow: UnitOfWork, quota: Quota, subject: str) -> bool:
    if quota.limit < 1:
        return False
    row = {
        "scope": quota.scope,
        "subject": subject,
        "window_start": window_start(quota, uow.now),
        "used": 1,
    }
    counted = uow.session.execute(
        insert(UsageCount)
        .values(row)
        .on_conflict_do_update(
            index_elements=["scope", "subject", "window_start"],
            set_={"used": UsageCount.used + 1},
            where=UsageCount.used < quota.limit,
        )
        .returning(UsageCount.used)
    )
    return counted.first() is not None
