"""Second reviews as they are answered."""

from typing import Any

from chassis.clock import to_wire

from casework.cases.kinds import Case
from casework.cases.views import Viewer, conflict_view, staff_view, time_view
from casework.domain import second_reviews
from casework.domain.second_reviews import SecondState
from casework.domain.states import ActorFacts
from casework.quality.models import SecondReviewMixin


def second_review_view(second: SecondReviewMixin, case: Case, viewer: Viewer) -> dict[str, Any]:
    """Return the second review of an approval, open or decided."""
    is_open = second.state == SecondState.OPEN
    conflict = viewer.conflict_with(case)
    actor = ActorFacts(
        is_reviewer=viewer.may_review(second.authority_path), has_part=conflict is not None
    )
    was_first = second.approved_by == viewer.context.actor_id
    return {
        **{name: getattr(second, name) for name in ("kind", "case_id", "round")},
        **{name: getattr(second, name) for name in ("person_id", "masked_name")},
        "status": second.state,
        "authority": {"authority_id": second.authority_id, "name": second.authority_name},
        "approved_at": to_wire(second.approved_at),
        "approved_by": staff_view(second.approved_by, second.approved_by_name),
        "due_at": to_wire(second.due_at),
        "overdue": is_open and second.due_at < viewer.now,
        "reviewed_at": time_view(second.reviewed_at),
        "reviewed_by": staff_view(second.reviewed_by, second.reviewed_by_name),
        **{name: getattr(second, name) for name in ("reasons", "note", "version")},
        "conflict": conflict_view(conflict),
        "available_actions": second_reviews.available_actions(
            SecondState(second.state), actor, was_first=was_first
        ),
    }
