"""Queues and counts, made of the same conditions so that they cannot disagree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chassis.db import page
from contracts.errors import NotFound
from sqlalchemy import ColumnElement, and_, func, not_, or_, select, tuple_
from sqlalchemy.orm import Session

from casework.domain.service_level import expected_date, turnaround_days
from casework.domain.states import DECIDED_STATES, State
from casework.kinds import Case, ReviewKind
from casework.models import QUEUE_ORDER
from casework.views import Viewer, case_view, detail_view, person_view

ME = "me"
NOBODY = "none"
STATISTICS_WINDOW = timedelta(days=90)
STATISTICS_SAMPLE = 200

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What a reviewer wants to see; `status` may also be `open` or `all`.

    `assignee` is `me`, `none` or a member of staff: who holds the case or has decided it.
    """

    status: str = "open"
    text: str | None = None
    authority_id: str | None = None
    assignee: str | None = None
    overdue: bool | None = None


# What the summary counts: each entry is a list that the same filters would show.
COUNTED: Mapping[str, CaseFilters] = {
    "open": CaseFilters("open"),
    "awaiting_release": CaseFilters("awaiting_release"),
    "submitted": CaseFilters("submitted"),
    "under_review": CaseFilters("under_review"),
    "approved": CaseFilters("approved"),
    "returned": CaseFilters("returned"),
    "withdrawn": CaseFilters("withdrawn"),
    "overdue": CaseFilters("open", overdue=True),
    "mine": CaseFilters("under_review", assignee=ME),
    "unassigned": CaseFilters("open", assignee=NOBODY),
}


def list_cases(
    session: Session,
    review: ReviewKind,
    viewer: Viewer,
    filters: CaseFilters,
    cursor: str | None = None,
    limit: int | None = None,
) -> dict[str, Any]:
    """Return one page of a queue: open cases by due date, decided ones the latest first."""
    model = review.case_model
    statement = select(model).where(*_scope(review, viewer), *_conditions(review, viewer, filters))
    columns: tuple[Any, ...] = _queue_columns(model)
    if filters.status in DECIDED_STATES:
        columns = (model.decided_at.desc(), model.case_id.desc())
    return page(session, statement, columns, cursor, limit, lambda case: case_view(case, viewer))


def _queue_columns(model: type[Case]) -> tuple[Any, ...]:
    """Return the order of a queue: who came first on a day has the better place."""
    return tuple(getattr(model, name) for name in QUEUE_ORDER)


def summarise_cases(session: Session, review: ReviewKind, viewer: Viewer) -> dict[str, Any]:
    """Return how many cases each of the counted lists has, in one reading of the table."""
    counts = [
        func.count().filter(and_(*_conditions(review, viewer, filters))).label(name)
        for name, filters in COUNTED.items()
    ]
    statement = select(*counts).select_from(review.case_model).where(*_scope(review, viewer))
    return {"kind": review.kind, **session.execute(statement).mappings().one()}


def _scope(review: ReviewKind, viewer: Viewer) -> list[Condition]:
    model = review.case_model
    path = viewer.context.authority_path or ""
    below = model.authority_path.startswith(path, autoescape=True, escape="|")
    return [model.kind == review.kind, below, model.state != State.DRAFT.value]


def _conditions(review: ReviewKind, viewer: Viewer, filters: CaseFilters) -> list[Condition]:
    model = review.case_model
    found: list[Condition] = []
    if filters.status != "all":
        found.append(_has_status(model, filters.status, viewer.now))
    if filters.text:
        found.append(_matches(review, filters.text.strip()))
    if filters.authority_id:
        part = f"/{filters.authority_id}/"
        found.append(model.authority_path.contains(part, autoescape=True, escape="|"))
    if filters.assignee:
        found.append(_is_assigned(model, filters.assignee, viewer))
    if filters.overdue is not None:
        overdue = and_(_has_status(model, "open", viewer.now), model.due_at < viewer.now)
        found.append(overdue if filters.overdue else not_(overdue))
    return found


def _has_status(model: type[Case], status: str, now: datetime) -> Condition:
    """Return the condition for a state as it counts now: a claim that ran out holds nothing."""
    if status == State.UNDER_REVIEW:
        return _is_held(model, now)
    if status == State.SUBMITTED:
        return _is_waiting(model, now)
    states = model.open_states if status == "open" else (State(status),)
    return model.state.in_([state.value for state in states])


def _is_held(model: type[Case], now: datetime) -> Condition:
    return and_(model.state == State.UNDER_REVIEW.value, model.claim_expires_at > now)


def _is_waiting(model: type[Case], now: datetime) -> Condition:
    ran_out = and_(model.state == State.UNDER_REVIEW.value, model.claim_expires_at <= now)
    return or_(model.state == State.SUBMITTED.value, ran_out)


def _is_free(model: type[Case], now: datetime) -> Condition:
    if State.AWAITING_RELEASE not in model.open_states:
        return _is_waiting(model, now)
    return or_(_is_waiting(model, now), model.state == State.AWAITING_RELEASE.value)


def _is_assigned(model: type[Case], assignee: str, viewer: Viewer) -> Condition:
    if assignee == NOBODY:
        return _is_free(model, viewer.now)
    staff_id = viewer.context.actor_id if assignee == ME else assignee
    decided = model.state.in_([state.value for state in DECIDED_STATES])
    return or_(
        and_(_is_held(model, viewer.now), model.claimed_by == staff_id),
        and_(decided, model.decided_by == staff_id),
    )


def _matches(review: ReviewKind, text: str) -> Condition:
    model = review.case_model
    indexes = review.search_indexes(text)
    exact = [getattr(model, column) == value for column, value in indexes.items()]
    return or_(model.masked_name.startswith(text, autoescape=True, escape="|"), *exact)


def get_case(session: Session, review: ReviewKind, viewer: Viewer, case_id: str) -> Case:
    """Return a case of the viewer's authority or one below it; raise NotFound otherwise."""
    model = review.case_model
    statement = select(model).where(*_scope(review, viewer), model.case_id == case_id)
    case = session.execute(statement).scalar_one_or_none()
    if case is None:
        raise NotFound("casework.case_not_found")
    return case


def get_case_view(
    session: Session, review: ReviewKind, viewer: Viewer, case_id: str
) -> dict[str, Any]:
    """Return a case as it stands in the queue."""
    return case_view(get_case(session, review, viewer, case_id), viewer)


def get_case_detail(
    session: Session, review: ReviewKind, viewer: Viewer, case_id: str, facts: dict[str, Any]
) -> dict[str, Any]:
    """Return everything a reviewer needs to decide a case."""
    case = get_case(session, review, viewer, case_id)
    events = review.event_model
    statement = select(events).where(events.case_id == case_id).order_by(events.version)
    history = session.execute(statement).scalars().all()
    detail = detail_view(case, viewer, review.items(session, case), history)
    return {**detail, "data": review.data(session, case, facts)}


def find_case(session: Session, review: ReviewKind, case_id: str) -> Case | None:
    """Return a case by its id for its owner's own use; no authority is checked."""
    model = review.case_model
    statement = select(model).where(model.case_id == case_id, model.kind == review.kind)
    return session.execute(statement).scalar_one_or_none()


def find_latest_case(session: Session, review: ReviewKind, person_id: str) -> Case | None:
    """Return the person's case that was submitted last; no authority is checked."""
    model = review.case_model
    statement = (
        select(model)
        .where(model.person_id == person_id, model.kind == review.kind)
        .order_by(model.submitted_at.desc().nulls_last(), model.case_id)
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def get_person_review(
    session: Session, review: ReviewKind, case: Case, now: datetime
) -> dict[str, Any]:
    """Return a case as its person sees it, while open with its place and expected date."""
    is_open = case.state in case.open_states
    return {
        **person_view(case, now),
        "queue_position": queue_position(session, review, case) if is_open else None,
        "expected_at": expected_at(session, review, case, now) if is_open else None,
    }


def queue_position(session: Session, review: ReviewKind, case: Case) -> int:
    """Return the place of an open case in its authority's queue, counted from one."""
    model = review.case_model
    own_place = [getattr(case, name) for name in QUEUE_ORDER]
    columns = _queue_columns(model)
    before = tuple_(*columns) < tuple_(*own_place, types=[column.type for column in columns])
    statement = (
        select(func.count())
        .select_from(model)
        .where(
            model.kind == review.kind,
            model.authority_id == case.authority_id,
            model.state.in_([state.value for state in model.open_states]),
            before,
        )
    )
    return session.execute(statement).scalar_one() + 1


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
