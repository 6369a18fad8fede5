"""Who works on a case: claim, unclaim, and claims that run out."""

from typing import Any

from chassis.db import UnitOfWork, operation
from sqlalchemy import select

from casework.cases.kinds import ReviewKind
from casework.cases.use_cases.steps import (
    answer,
    claim_end,
    ensure_declared,
    ensure_in_charge,
    ensure_not_claimed_by_other,
    ensure_version,
    expire_claim_if_due,
    lock_for_reviewer,
    transition,
)
from casework.domain.actors import SYSTEM, Actor
from casework.domain.states import Action, State

EXPIRY_BATCH = 500


def claim_case(
    uow: UnitOfWork,
    review: ReviewKind,
    case_id: str,
    reviewer: Actor,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Take a case to decide it; claiming one's own claim again makes it last longer.

    Raises Conflict when another reviewer has claimed it, Forbidden before any declaration.
    """
    case = lock_for_reviewer(uow, review, case_id, reviewer)
    ensure_declared(reviewer)
    expire_claim_if_due(uow, review, case)
    ensure_not_claimed_by_other(case, reviewer)
    if case.state == State.UNDER_REVIEW:
        case.claim_expires_at = claim_end(uow.now)
        return answer(uow, case, reviewer)
    ensure_in_charge(uow, case)
    ensure_version(case, expected_version)
    case.claimed_by = reviewer.actor_id
    case.claimed_by_name = reviewer.name
    case.claim_expires_at = claim_end(uow.now)
    transition(uow, review, case, Action.CLAIM, reviewer)
    return answer(uow, case, reviewer)


@operation("release_case")
def unclaim_case(
    uow: UnitOfWork, review: ReviewKind, case_id: str, reviewer: Actor
) -> dict[str, Any]:
    """Put one's claimed case back into the queue; a case that nobody has claimed stays as it is."""
    case = lock_for_reviewer(uow, review, case_id, reviewer)
    expire_claim_if_due(uow, review, case)
    ensure_not_claimed_by_other(case, reviewer)
    if case.state != State.SUBMITTED:
        transition(uow, review, case, Action.UNCLAIM, reviewer)
    return answer(uow, case, reviewer)


def expire_claims(uow: UnitOfWork, review: ReviewKind) -> int:
    """Put cases back whose claims ran out, and return how many; those in use are left alone."""
    model = review.case_model
    statement = (
        select(model)
        .where(
            model.kind == review.kind,
            model.state == State.UNDER_REVIEW.value,
            model.claim_expires_at <= uow.now,
        )
        .order_by(model.claim_expires_at)
        .limit(EXPIRY_BATCH)
        .with_for_update(skip_locked=True)
    )
    cases = uow.session.execute(statement).scalars().all()
    for case in cases:
        transition(uow, review, case, Action.EXPIRE, SYSTEM)
    return len(cases)
