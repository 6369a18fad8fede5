"""Queues and counts, made of the same conditions so that they cannot disagree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.db import page
from contracts.errors import NotFound
from sqlalchemy import and_, false, func, not_, or_, select, text, true
from sqlalchemy.orm import Session

from casework.cases.access import Condition, access_path, is_below, is_kept_at, is_kept_below
from casework.cases.kinds import Case, ReviewKind
from casework.cases.models import QUEUE_ORDER
from casework.cases.query_parameters import QueryParameters, paths_below
from casework.cases.views import case_view, detail_view
from casework.domain.actors import Actor
from casework.domain.masking import mask_case
from casework.domain.search_text import normalize_search
from casework.domain.states import DECIDED_STATES, OPEN_STATES_WITH_ORIGIN_CONSENT, State
from casework.quality.queries import find_second_review

ME = "me"
NOBODY = "none"
ALL = "all"


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What a reviewer wants to see; `status` may also be `open` or `all`.

    `assignee` is `me`, `none` or a member of staff: who has claimed the case or decided it.
    """

    status: str = "open"
    text: str | None = None
    authority_id: str | None = None
    assignee: str | None = None
    overdue: bool | None = None
    person_id: str | None = None


# What the summary counts (`casework.cases.counts`): each entry is a list that the filters would show.
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
    actor: Actor,
    now: datetime,
    filters: CaseFilters,
    cursor: str | None = None,
    limit: int | None = None,
) -> dict[str, Any]:
    """Return one page of a queue: open cases by due date, decided ones the latest first."""
    model = review.case_model
    params = QueryParameters.of(actor, now)
    statement = select(model).where(*matching(review, params, filters))
    if filters.authority_id:
        paths = _find_paths(session, review, params, filters.authority_id)
        is_open = _is_of_open_cases(filters.status)
        found = model.authority_path.in_(paths) if is_open else is_kept_at(model, paths)
        statement = statement.where(found)
    columns = order_of(model, filters)
    return page(
        session, statement, columns, cursor, limit, lambda case: case_view(case, actor, now)
    )


def order_of(model: type[Case], filters: CaseFilters) -> tuple[Any, ...]:
    """Return the order of a list."""
    if filters.status in DECIDED_STATES:
        return (model.decided_at.desc(), model.case_id.desc())
    return queue_columns(model)


def _find_paths(
    session: Session, review: ReviewKind, params: QueryParameters, authority_id: str
) -> list[str]:
    """Return the paths, of an authority and those below it, at which there are cases.

    The kept counts know them; with the paths at hand the cases are found by index.
    """
    counts = review.case_model.count_model
    path = counts.authority_path
    found = (
        select(path)
        .distinct()
        .where(is_below(path, params.below), _lies_within(path, authority_id))
    )
    return list(session.execute(found).scalars())


def queue_columns(model: type[Case]) -> tuple[Any, ...]:
    """Return the order of a queue: within a day who submitted first comes first."""
    return tuple(getattr(model, name) for name in QUEUE_ORDER)


def matching(review: ReviewKind, params: QueryParameters, filters: CaseFilters) -> list[Condition]:
    """Return the conditions of a list: within the actor's scope, and as the filters say."""
    is_open = _is_of_open_cases(filters.status)
    in_scope = scope(review, params.below, only_open=is_open)
    return [*in_scope, *_conditions(review, params, filters)]


def scope(review: ReviewKind, below: Any, *, only_open: bool = False) -> list[Condition]:
    """Return the conditions of every case that authorities of the pattern `below` keep.

    What is open lies with its authority alone; said so, it is found by one index.
    """
    model = review.case_model
    kept = is_below(model.authority_path, below) if only_open else is_kept_below(model, below)
    return [model.kind == review.kind, kept, model.state != State.DRAFT.value]


def _conditions(
    review: ReviewKind, params: QueryParameters, filters: CaseFilters
) -> list[Condition]:
    model = review.case_model
    found: list[Condition] = []
    if filters.status != ALL:
        found.append(_has_status(model, filters.status, params.now))
    if filters.text:
        found.append(_matches(review, normalize_search(filters.text)))
    if filters.person_id:
        found.append(model.person_id == filters.person_id)
    if filters.authority_id:
        found.append(_lies_within(access_path(model), filters.authority_id))
    if filters.assignee:
        found.append(_is_assigned(model, filters, params))
    if filters.overdue is not None:
        found.append(_is_overdue(model, filters, params.now))
    return found


def _lies_within(authority_path: Any, authority_id: str) -> Condition:
    within: Condition = authority_path.contains(f"/{authority_id}/", autoescape=True, escape="|")
    return within


def _is_overdue(model: type[Case], filters: CaseFilters, now: datetime) -> Condition:
    """Return the condition in the simplest form that the status allows, for an index's sake."""
    is_open = _has_status(model, "open", now)
    if filters.status == ALL:
        late = and_(is_open, model.due_at < now)
        return late if filters.overdue else not_(late)
    if not _is_of_open_cases(filters.status):
        return false() if filters.overdue else true()
    return model.due_at < now if filters.overdue else model.due_at >= now


def _is_of_open_cases(status: str) -> bool:
    return status == "open" or status in OPEN_STATES_WITH_ORIGIN_CONSENT


def _has_status(model: type[Case], status: str, now: datetime) -> Condition:
    """Return the condition for a state as it counts now: a claim that ran out counts for nothing."""
    if status == State.UNDER_REVIEW:
        return claimed_condition(model, now)
    if status == State.SUBMITTED:
        return _is_waiting(model, now)
    states = model.open_states if status == "open" else (State(status),)
    return model.state.in_([state.value for state in states])


def claimed_condition(model: type[Case], now: datetime) -> Condition:
    """Return the condition that a reviewer has claimed the case and the claim has not run out.

    The planner multiplies the share of cases under review by that of claims, which are the same
    cases, takes the product for next to nothing, and would sort all claims for each page. It does
    not guess at an expression, and then reads the claims in the order of the page.
    """
    until = func.coalesce(model.claim_expires_at, text("'-infinity'::timestamptz"))
    return and_(model.state == State.UNDER_REVIEW.value, until > now)


def _is_waiting(model: type[Case], now: datetime) -> Condition:
    ran_out = and_(model.state == State.UNDER_REVIEW.value, model.claim_expires_at <= now)
    return or_(model.state == State.SUBMITTED.value, ran_out)


def _is_free(model: type[Case], now: datetime) -> Condition:
    if State.AWAITING_ORIGIN_CONSENT not in model.open_states:
        return _is_waiting(model, now)
    return or_(_is_waiting(model, now), model.state == State.AWAITING_ORIGIN_CONSENT.value)


def _is_assigned(model: type[Case], filters: CaseFilters, params: QueryParameters) -> Condition:
    """Return the condition that only names what can be: each form has its own index."""
    if filters.assignee == NOBODY:
        return _is_free(model, params.now)
    staff_id = params.staff_id if filters.assignee == ME else filters.assignee
    claimed = claimed_condition(model, params.now)
    if _is_of_open_cases(filters.status):
        return and_(claimed, model.claimed_by == staff_id)
    if filters.status in DECIDED_STATES:
        return model.decided_by == staff_id
    decided = model.state.in_([state.value for state in DECIDED_STATES])
    claimed_or_decided_by = func.coalesce(model.claimed_by, model.decided_by)
    return and_(claimed_or_decided_by == staff_id, or_(claimed, decided))


def _matches(review: ReviewKind, text: str) -> Condition:
    model = review.case_model
    indexes = review.search_indexes(text)
    exact = [getattr(model, column).in_(values) for column, values in indexes.items()]
    return or_(model.masked_name.startswith(text, autoescape=True, escape="|"), *exact)


def get_case(session: Session, review: ReviewKind, actor: Actor, case_id: str) -> Case:
    """Return a case of the actor's authority or one below it; raise NotFound otherwise."""
    model, below = review.case_model, paths_below(actor.context.authority_path)
    statement = select(model).where(*scope(review, below), model.case_id == case_id)
    case = session.execute(statement).scalar_one_or_none()
    if case is None:
        raise NotFound("casework.case_not_found")
    return case


def get_case_view(
    session: Session, review: ReviewKind, actor: Actor, now: datetime, case_id: str
) -> dict[str, Any]:
    """Return a case as it stands in the queue."""
    return case_view(get_case(session, review, actor, case_id), actor, now)


def get_case_detail(
    session: Session,
    review: ReviewKind,
    actor: Actor,
    now: datetime,
    case_id: str,
    facts: dict[str, Any],
    *,
    in_full: bool = False,
) -> dict[str, Any]:
    """Return everything a reviewer needs to decide a case; others see it masked unless revealed."""
    case = get_case(session, review, actor, case_id)
    events = review.event_model
    statement = select(events).where(events.case_id == case_id).order_by(events.version)
    history = session.execute(statement).scalars().all()
    detail = detail_view(case, actor, now, review.items(session, case), history)
    second = find_second_review(session, review, actor, now, case)
    data = review.data(session, case, facts)
    shown = data if actor.is_reviewer or in_full else mask_case(data)
    return {**detail, "second_review": second, "data": shown}


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
