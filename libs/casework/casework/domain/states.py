"""The states of a reviewed case and what may be done in each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.errors import Conflict


class State(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    AWAITING_ORIGIN_CONSENT = "awaiting_release"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What can be done with a case."""

    SUBMIT = "submit"
    ASK_ORIGIN_CONSENT = "ask_release"
    WITHDRAW = "withdraw"
    CLAIM = "claim"
    UNCLAIM = "release"
    EXPIRE = "expire"
    APPROVE = "approve"
    RETURN = "return"
    FORWARD = "forward"


TRANSITIONS: dict[tuple[State, Action], State] = {
    (State.DRAFT, Action.SUBMIT): State.SUBMITTED,
    (State.RETURNED, Action.SUBMIT): State.SUBMITTED,
    (State.WITHDRAWN, Action.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Action.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Action.CLAIM): State.UNDER_REVIEW,
    (State.SUBMITTED, Action.FORWARD): State.SUBMITTED,
    (State.UNDER_REVIEW, Action.UNCLAIM): State.SUBMITTED,
    (State.UNDER_REVIEW, Action.EXPIRE): State.SUBMITTED,
    (State.UNDER_REVIEW, Action.FORWARD): State.SUBMITTED,
    (State.UNDER_REVIEW, Action.APPROVE): State.APPROVED,
    (State.UNDER_REVIEW, Action.RETURN): State.RETURNED,
    # Two authorities, one after the other: the origin consents, needing no claim, or returns.
    (State.DRAFT, Action.ASK_ORIGIN_CONSENT): State.AWAITING_ORIGIN_CONSENT,
    (State.AWAITING_ORIGIN_CONSENT, Action.WITHDRAW): State.WITHDRAWN,
    (State.AWAITING_ORIGIN_CONSENT, Action.APPROVE): State.SUBMITTED,
    (State.AWAITING_ORIGIN_CONSENT, Action.RETURN): State.RETURNED,
}

OPEN_STATES = (State.SUBMITTED, State.UNDER_REVIEW)
# Of kinds that two authorities review.
OPEN_STATES_WITH_ORIGIN_CONSENT = (State.AWAITING_ORIGIN_CONSENT, *OPEN_STATES)
DECIDED_STATES = (State.APPROVED, State.RETURNED)
CLOSED_STATES = (*DECIDED_STATES, State.WITHDRAWN)

APPLICANT_ACTIONS = frozenset({Action.SUBMIT, Action.WITHDRAW})
REVIEWER_ACTIONS = frozenset({Action.CLAIM, Action.FORWARD})
SUPERIOR_ACTIONS = frozenset({Action.FORWARD})
ORIGIN_ACTIONS = frozenset({Action.APPROVE, Action.RETURN})
CLAIMER_ACTIONS = frozenset({Action.UNCLAIM, Action.APPROVE, Action.RETURN, Action.FORWARD})


@dataclass(frozen=True, slots=True)
class CaseRelation:
    """How an actor stands to one case.

    `is_reviewer`: has the reviewer's role and the case lies in their authority or below it.
    `is_in_charge`: the case is for their own authority to decide, see `is_in_charge`.
    `has_conflict`: has a conflict of interest, so that others must decide it.
    """

    is_applicant: bool = False
    is_reviewer: bool = False
    is_in_charge: bool = False
    is_claimer: bool = False
    has_conflict: bool = False


def is_in_charge(
    own_authority: str | None, authority: str | None, limit_at: datetime | None, now: datetime
) -> bool:
    """Tell whether an authority decides a case that it may see.

    A superior authority sees what lies below it and decides it only once the limit has passed.
    """
    return own_authority == authority or (limit_at is not None and limit_at < now)


def next_state(state: State, action: Action) -> State:
    """Return the state that follows; raise Conflict where the table knows none."""
    try:
        return TRANSITIONS[(state, action)]
    except KeyError:
        raise Conflict("casework.action_not_allowed", details={"state": str(state)}) from None


def available_actions(state: State, relation: CaseRelation) -> list[str]:
    """Return what an actor of this relation may do now, in the order of the table."""
    allowed = _allowed_to(state, relation)
    return [
        str(action)
        for (from_state, action) in TRANSITIONS
        if from_state == state and action in allowed
    ]


def _allowed_to(state: State, relation: CaseRelation) -> frozenset[Action]:
    if relation.is_applicant:
        return APPLICANT_ACTIONS
    if not relation.is_reviewer or relation.has_conflict:
        return frozenset()
    if state == State.UNDER_REVIEW:
        return CLAIMER_ACTIONS if relation.is_claimer else frozenset()
    if not relation.is_in_charge:
        return SUPERIOR_ACTIONS
    if state == State.AWAITING_ORIGIN_CONSENT:
        return ORIGIN_ACTIONS
    return REVIEWER_ACTIONS
