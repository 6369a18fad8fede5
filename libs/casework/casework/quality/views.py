"""Second reviews as they are answered."""

from datetime import datetime
from typing import Any

from chassis.clock import to_wire

from casework.cases.kinds import Case
from casework.cases.views import conflict_view, conflict_with, obstacle_to, staff_view, time_view
from casework.domain import second_reviews
from casework.domain.actors import Actor
from casework.domain.second_reviews import SecondState
from casework.domain.states import CaseRelation
from casework.quality.models import SecondReviewMixin


def second_review_view(
    second: SecondReviewMixin, case: Case, actor: Actor, now: datetime
) -> dict[str, Any]:
    """Return the second review of an approval, open or decided."""
    is_open = second.state == SecondState.OPEN
    conflict = obstacle_to(actor, case, now) if is_open else conflict_with(actor, case)
    relation = CaseRelation(
        is_reviewer=actor.may_review(second.access_path), has_conflict=conflict is not None
    )
    was_first = second.approved_by == actor.actor_id
    return {
        **{name: getattr(second, name) for name in ("kind", "case_id", "round")},
        **{name: getattr(second, name) for name in ("person_id", "masked_name")},
        "status": second.state,
        "authority": {"authority_id": second.authority_id, "name": second.authority_name},
        "approved_at": to_wire(second.approved_at),
        "approved_by": staff_view(second.approved_by, second.approved_by_name),
        "due_at": to_wire(second.due_at),
        "overdue": is_open and second.due_at < now,
        "reviewed_at": time_view(second.reviewed_at),
        "reviewed_by": staff_view(second.reviewed_by, second.reviewed_by_name),
        **{name: getattr(second, name) for name in ("reasons", "note", "version")},
        "conflict": conflict_view(conflict),
        "available_actions": second_reviews.available_actions(
            SecondState(second.state), relation, was_first=was_first
        ),
    }
