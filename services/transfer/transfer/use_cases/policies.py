"""Decide who reviews transfers (R5.2.2)."""

from typing import Any

from casework import audit
from chassis.db import UnitOfWork
from contracts.errors import PreconditionFailed
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from transfer.models import ReviewPolicy


def policy_in_force(session: Session) -> ReviewPolicy:
    """Return the latest decision."""
    latest = select(ReviewPolicy).order_by(ReviewPolicy.version.desc()).limit(1)
    return session.scalars(latest).one()


def change_policy(
    uow: UnitOfWork, policy: str, note: str | None, expected_version: int | None
) -> dict[str, Any]:
    """Decide on the policy for transfers submitted from now on; the same one again is no change.

    Raises PreconditionFailed when somebody else has decided meanwhile.
    """
    # Two decisions at once would otherwise both follow the same one.
    uow.session.execute(text("LOCK TABLE review_policies IN SHARE ROW EXCLUSIVE MODE"))
    present = policy_in_force(uow.session)
    if expected_version is not None and expected_version != present.version:
        raise PreconditionFailed(details={"current_version": present.version})
    if present.policy != policy:
        decision = ReviewPolicy(
            version=present.version + 1,
            policy=policy,
            note=note,
            changed_at=uow.now,
            changed_by=uow.context.actor_id,
            request_id=uow.context.request_id,
        )
        uow.session.add(decision)
        decided = {"before": present.policy, "after": policy, "version": decision.version}
        audit.record(uow, audit.Act("transfer_policy_changed", details=decided))
    return {}
