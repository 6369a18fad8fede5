"""What a reviewer decides: approve, return, or hand to the authority in charge."""

from collections.abc import Sequence
from typing import Any

from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts.errors import Conflict, ValidationFailed, Violation

from casework.cases.kinds import Authority, Case, ReviewKind
from casework.cases.use_cases.steps import (
    already_decided,
    answer,
    assign_to,
    ensure_in_charge,
    ensure_not_claimed_by_other,
    ensure_version,
    expire_claim_if_due,
    lock_for_approval,
    lock_for_reviewer,
    publish_event,
    transition,
)
from casework.cases.views import is_claimed
from casework.domain.actors import Actor
from casework.domain.reasons import find_violations, in_words
from casework.domain.states import DECIDED_STATES, Action, State
from casework.quality.sampling import sample_for_second_review


def approve_case(
    uow: UnitOfWork,
    review: ReviewKind,
    case_id: str,
    reviewer: Actor,
    note: str | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Approve a claimed case; the same reviewer's repeat gets the same answer.

    A case that awaits its origin's consent goes on to its next authority.
    """
    case = lock_for_approval(uow, review, case_id, reviewer)
    if case.state == State.AWAITING_ORIGIN_CONSENT:
        ensure_in_charge(uow, case)
        ensure_version(case, expected_version)
        return _consent_as_origin(uow, review, case, reviewer, note)
    if case.state == State.APPROVED and case.decided_by == reviewer.actor_id:
        return answer(uow, case, reviewer)
    _ensure_may_decide(uow, case, reviewer, expected_version)
    _decide(uow, case, reviewer, note, [])
    transition(uow, review, case, Action.APPROVE, reviewer, note=note)
    review.on_approved(uow, case)
    sample_for_second_review(uow, review, case)
    publish_event(uow, review, case, Action.APPROVE)
    return answer(uow, case, reviewer)


def _consent_as_origin(
    uow: UnitOfWork, review: ReviewKind, case: Case, reviewer: Actor, note: str | None
) -> dict[str, Any]:
    """Assign a case to its next authority; its deadlines stay."""
    words = f"{case.authority_name}同意调出" + (f"：{note}" if note else "")
    assign_to(case, review.next_authority(uow.session, case))
    transition(uow, review, case, Action.APPROVE, reviewer, note=words)
    review.on_origin_consented(uow, case)
    return answer(uow, case, reviewer)


def return_case(
    uow: UnitOfWork,
    review: ReviewKind,
    case_id: str,
    reviewer: Actor,
    reasons: Sequence[dict[str, Any]],
    note: str | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Return a case, claimed or awaiting consent; the same return repeated gets the same answer.

    Raises ValidationFailed naming every reason that fits no item or is not in the dictionary.
    """
    case = lock_for_reviewer(uow, review, case_id, reviewer)
    items, codes = review.items(uow.session, case), review.return_codes()
    raise_if(find_violations(reasons, items, codes))
    words = in_words(reasons, items, codes)
    if _was_returned_so(case, reviewer, words):
        return answer(uow, case, reviewer)
    _ensure_may_decide(uow, case, reviewer, expected_version)
    _decide(uow, case, reviewer, note, words)
    transition(uow, review, case, Action.RETURN, reviewer, note=note, reasons=words)
    review.on_returned(uow, case)
    publish_event(uow, review, case, Action.RETURN)
    return answer(uow, case, reviewer)


def forward_case(
    uow: UnitOfWork,
    review: ReviewKind,
    case_id: str,
    reviewer: Actor,
    authority: Authority,
    note: str,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Assign an open case to another authority; its deadlines stay."""
    case = lock_for_reviewer(uow, review, case_id, reviewer)
    expire_claim_if_due(uow, review, case)
    ensure_not_claimed_by_other(case, reviewer)
    ensure_version(case, expected_version)
    _ensure_canassign_to(case, authority)
    came_from = case.authority_name
    assign_to(case, authority)
    words = f"由{came_from}转来：{note}"
    transition(uow, review, case, Action.FORWARD, reviewer, note=words)
    review.on_forwarded(uow, case)
    publish_event(uow, review, case, Action.FORWARD, note=note)
    return answer(uow, case, reviewer)


def _ensure_may_decide(
    uow: UnitOfWork, case: Case, reviewer: Actor, expected_version: int | None
) -> None:
    if case.state in DECIDED_STATES:
        raise already_decided(case, reviewer)
    if case.state == State.AWAITING_ORIGIN_CONSENT:
        ensure_in_charge(uow, case)
    else:
        _ensure_claimed(uow, case, reviewer)
    ensure_version(case, expected_version)


def _ensure_claimed(uow: UnitOfWork, case: Case, reviewer: Actor) -> None:
    if not is_claimed(case, uow.now):
        claimed_until_now = case.claimed_by == reviewer.actor_id
        raise Conflict("casework.claim_expired" if claimed_until_now else "casework.claim_required")
    ensure_not_claimed_by_other(case, reviewer)


def _was_returned_so(case: Case, reviewer: Actor, words: list[dict[str, str]]) -> bool:
    same_hand = case.state == State.RETURNED and case.decided_by == reviewer.actor_id
    return same_hand and case.reasons == words


def _decide(
    uow: UnitOfWork,
    case: Case,
    reviewer: Actor,
    note: str | None,
    words: list[dict[str, str]],
) -> None:
    case.decided_at = uow.now
    case.decided_by = reviewer.actor_id
    case.decided_by_name = reviewer.name
    case.note = note
    case.reasons = words


def _ensure_canassign_to(case: Case, authority: Authority) -> None:
    code = None
    if authority.authority_id == case.authority_id:
        code = "casework.same_authority"
    elif not authority.accepts_cases:
        code = "casework.authority_not_available"
    if code:
        raise ValidationFailed.of([Violation("authority_id", code)])
