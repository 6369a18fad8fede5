"""Approve without opening: only what the policy of the kind allows (R6.3)."""

from typing import Any

from chassis.db import UnitOfWork
from contracts.errors import Conflict

from casework.cases.kinds import Case, ReviewKind
from casework.cases.use_cases.claiming import claim_case
from casework.cases.use_cases.deciding import approve_case
from casework.cases.use_cases.steps import (
    already_decided,
    answer,
    ensure_not_claimed_by_other,
    ensure_version,
    expire_claim_if_due,
    lock_for_approval,
)
from casework.domain.actors import Actor
from casework.domain.states import DECIDED_STATES, State
from casework.quality.policies_in_force import policy_in_force


def approve_case_in_bulk(
    uow: UnitOfWork,
    review: ReviewKind,
    case_id: str,
    reviewer: Actor,
    expected_version: int,
    note: str | None = None,
) -> dict[str, Any]:
    """Approve one of many cases, claiming it first where nobody has.

    The history shows both steps. The same reviewer's repeat gets the same answer.
    """
    case = lock_for_approval(uow, review, case_id, reviewer)
    if case.state == State.APPROVED and case.decided_by == reviewer.actor_id:
        return answer(uow, case, reviewer)
    expire_claim_if_due(uow, review, case)
    ensure_not_claimed_by_other(case, reviewer)
    if case.state in DECIDED_STATES:
        raise already_decided(case, reviewer)
    ensure_version(case, expected_version)
    _ensure_allowed(uow, review, case)
    if case.state == State.SUBMITTED:
        claim_case(uow, review, case_id, reviewer)
    return approve_case(uow, review, case_id, reviewer, note)


def _ensure_allowed(uow: UnitOfWork, review: ReviewKind, case: Case) -> None:
    _, policy = policy_in_force(uow.session, review)
    if not policy.bulk_approve:
        raise Conflict("casework.bulk_not_allowed")
    if obstacle := review.find_bulk_obstacle(uow.session, case, policy):
        raise Conflict(obstacle)
