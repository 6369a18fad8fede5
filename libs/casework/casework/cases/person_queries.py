"""A case as its person sees it: its position, when to expect the decision, what has happened."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from casework.cases.counts import count_due_before
from casework.cases.kinds import Case, ReviewKind
from casework.cases.models import CaseEventMixin
from casework.cases.queries import queue_columns
from casework.cases.views import history_view, person_view
from casework.domain.service_level import expected_date, turnaround_days
from casework.domain.states import DECIDED_STATES

STATISTICS_WINDOW = timedelta(days=90)
STATISTICS_SAMPLE = 200


def get_person_review(
    session: Session, review: ReviewKind, case: Case, now: datetime
) -> dict[str, Any]:
    """Return a case as its person sees it, with its history, while open with what is to come."""
    is_open = case.state in case.open_states
    return {
        **person_view(case, now),
        "queue_position": queue_position(session, review, case) if is_open else None,
        "expected_at": expected_at(session, review, case, now) if is_open else None,
        "history": history_view(case.kind, find_history(session, review, case.case_id)),
    }


def find_history(session: Session, review: ReviewKind, case_id: str) -> Sequence[CaseEventMixin]:
    """Return every step of a case, the first one first."""
    events = review.event_model
    statement = select(events).where(events.case_id == case_id).order_by(events.version)
    return session.execute(statement).scalars().all()


def queue_position(session: Session, review: ReviewKind, case: Case) -> int:
    """Return the position of an open case in its authority's queue, counted from one.

    Whole days come from the kept counts; only those that fall due on the same day are counted
    one by one.
    """
    earlier_days = count_due_before(review, case).scalar_subquery()
    same_day = _count_before_on_same_day(review, case).scalar_subquery()
    before: int = session.execute(select(earlier_days + same_day)).scalar_one()
    return before + 1


def _count_before_on_same_day(review: ReviewKind, case: Case) -> Any:
    model = review.case_model
    _, *columns = queue_columns(model)
    own_position = (case.submitted_at, case.case_id)
    before = tuple_(*columns) < tuple_(*own_position, types=[column.type for column in columns])
    return (
        select(func.count())
        .select_from(model)
        .where(
            model.kind == review.kind,
            model.authority_id == case.authority_id,
            model.state.in_([state.value for state in model.open_states]),
            model.due_at == case.due_at,
            before,
        )
    )


def expected_at(session: Session, review: ReviewKind, case: Case, now: datetime) -> str | None:
    """Return the day (`YYYY-MM-DD`) on which the decision is expected.

    It comes from this authority's latest decisions in working days; where they are too few,
    from the authority's service level.
    """
    if case.submitted_at is None or case.authority_id is None:
        return None
    model = review.case_model
    statement = (
        select(model.submitted_at, model.decided_at)
        .where(
            model.kind == review.kind,
            model.authority_id == case.authority_id,
            model.state.in_([state.value for state in DECIDED_STATES]),
            model.decided_at > now - STATISTICS_WINDOW,
        )
        .order_by(model.decided_at.desc())
        .limit(STATISTICS_SAMPLE)
    )
    decided = [(row.submitted_at, row.decided_at) for row in session.execute(statement)]
    usual = turnaround_days(decided)
    if usual is None:
        usual = review.service_level(case.authority_id).target_days
    return expected_date(case.submitted_at, now, usual).isoformat()
