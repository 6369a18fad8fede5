"""Use up quotas, counted in rows so that all replicas share them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from chassis.clock import to_wire
from chassis.db import UnitOfWork
from contracts.errors import TooManyRequests
from sqlalchemy.dialects.postgresql import insert

from identity.domain.quotas import Quota, seconds_left, window_start
from identity.models import UsageCount


def use_quotas(uow: UnitOfWork, quotas: Iterable[Quota], subjects: Mapping[str, str | None]) -> int:
    """Count one use of each quota whose subject is known.

    Returns in how many seconds all of them allow another. Raises TooManyRequests for the first
    that is used up; the transaction then undoes the rest.
    """
    wait = 0
    for quota in quotas:
        subject = subjects.get(quota.scope)
        if subject is None:
            continue
        used = _use(uow, quota, subject)
        if used is None:
            raise TooManyRequests(
                quota.code, details=wait_details(uow, seconds_left(quota, uow.now))
            )
        if used >= quota.limit:
            wait = max(wait, seconds_left(quota, uow.now))
    return wait


def wait_details(uow: UnitOfWork, seconds: int) -> dict[str, Any]:
    """Return what a refusal says of its end, as a countdown and as a moment."""
    return {
        "retry_after": seconds,
        "limited_until": to_wire(uow.now + timedelta(seconds=seconds)),
    }


def _use(uow: UnitOfWork, quota: Quota, subject: str) -> int | None:
    """Return the uses so far, this one among them; None when none is left."""
    if quota.limit < 1:
        return None
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
    used: int | None = counted.scalar_one_or_none()
    return used
