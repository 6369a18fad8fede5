"""Decide the second review of an approval, by another reviewer (R6.3, ADR 0065)."""

from collections.abc import Sequence
from typing import Any

from chassis.db import UnitOfWork, operation
from chassis.validation import raise_if
from contracts.errors import Conflict, Forbidden, NotFound, PreconditionFailed, Violation
from sqlalchemy import select

from casework import audit
from casework.cases.kinds import Case, ReviewKind
from casework.cases.use_cases.steps import lock_for_reviewer
from casework.domain.actors import Actor
from casework.domain.reasons import find_violations, in_words
from casework.domain.second_reviews import SecondState
from casework.quality.models import SecondReviewMixin
from casework.quality.views import second_review_view


@operation("settle_second_review")
def decide_second_review(
    uow: UnitOfWork,
    review: ReviewKind,
    case_id: str,
    reviewer: Actor,
    outcome: str,
    reasons: Sequence[dict[str, Any]] = (),
    note: str | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Confirm an approval, or object to it with reasons; the same again gets the same answer.

    The approval stands whatever the outcome. Raises Forbidden for whoever approved the case.
    """
    case = lock_for_reviewer(uow, review, case_id, reviewer)
    second = _find(uow, review, case)
    if second.approved_by == reviewer.actor_id:
        raise Forbidden("casework.own_approval")
    words = _reasons(uow, review, case, outcome, reasons)
    if second.state != SecondState.OPEN:
        _ensure_same(second, reviewer, outcome, words)
        return second_review_view(second, case, reviewer, uow.now)
    if expected_version not in (None, second.version):
        raise PreconditionFailed(details={"current_version": second.version})
    second.state, second.reasons, second.note = SecondState(outcome).value, words, note
    second.reviewed_at, second.version = uow.now, second.version + 1
    second.reviewed_by, second.reviewed_by_name = reviewer.actor_id, reviewer.name
    details = {"round": second.round, "approved_by": second.approved_by}
    name = f"second_review_{second.state}"
    audit.record(uow, audit.Act(name, case.person_id, review.kind, case_id, (), details))
    return second_review_view(second, case, reviewer, uow.now)


def _find(uow: UnitOfWork, review: ReviewKind, case: Case) -> SecondReviewMixin:
    table = review.second_review_model
    statement = select(table).where(table.case_id == case.case_id, table.round == case.round)
    found = uow.session.scalars(statement.with_for_update()).first()
    if found is None:
        raise NotFound("casework.not_drawn")
    return found


def _reasons(
    uow: UnitOfWork,
    review: ReviewKind,
    case: Case,
    outcome: str,
    reasons: Sequence[dict[str, Any]],
) -> list[dict[str, str]]:
    if outcome == SecondState.CONFIRMED:
        raise_if([Violation("reasons", "casework.reasons_not_expected")] if reasons else [])
        return []
    items, codes = review.items(uow.session, case), review.return_codes()
    missing = [] if reasons else [Violation("reasons", "casework.reasons_required")]
    raise_if([*missing, *find_violations(reasons, items, codes)])
    return in_words(reasons, items, codes)


def _ensure_same(
    second: SecondReviewMixin, reviewer: Actor, outcome: str, words: list[dict[str, str]]
) -> None:
    same_hand = second.reviewed_by == reviewer.actor_id
    if not (same_hand and second.state == outcome and second.reasons == words):
        mine = second.reviewed_by == reviewer.actor_id
        text = "您已复核该申请，不能再改变意见，请刷新页面查看结果" if mine else None
        raise Conflict("casework.second_review_settled", text, {"state": second.state})
