"""A person's cases of all kinds that a service owns, and the history of one (R3.6.1, R4.3.1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chassis.db import page
from chassis.db.paging import cursor_after
from contracts.case_kinds import CASE_KINDS, name_of_kind
from contracts.errors import NotFound
from contracts.reference import name_of
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from casework.cases.kinds import Case, ReviewKind
from casework.cases.person_queries import get_person_review
from casework.cases.views import effective_state, person_view
from casework.domain.person_words import is_open_for_person, next_step, standing_of
from casework.domain.states import APPLICANT_ACTIONS, Action, State


@dataclass(frozen=True, slots=True)
class PersonList:
    """Which cases are asked for: whose, whether those that still go on or the others, from where."""

    person_id: str
    is_open: bool | None = None
    cursor: str | None = None
    limit: int = 20


def list_person_cases(
    session: Session, reviews: Iterable[ReviewKind], asked: PersonList, now: datetime
) -> dict[str, Any]:
    """Return a person's cases from the cursor on, the newest first; `more` if others follow.

    Each item brings the cursor of what follows it, so that the lists of several services can be
    read on from one place.
    """
    found: list[tuple[ReviewKind, Case]] = []
    more = False
    for review in reviews:
        cases, has_more = _newest(session, review, asked)
        found += [(review, case) for case in cases]
        more |= has_more
    found.sort(key=lambda one: (one[1].submitted_at, one[1].case_id), reverse=True)
    shown = found[: asked.limit]
    titles = _titles(session, shown)
    items = [
        {
            **item_view(case, titles[case.case_id], now),
            "cursor": cursor_after(case.submitted_at, case.case_id),
        }
        for _, case in shown
    ]
    return {"items": items, "more": more or len(found) > asked.limit}


def get_person_case(
    session: Session, review: ReviewKind, person_id: str, case_id: str, now: datetime
) -> dict[str, Any]:
    """Return one of a person's cases with its place in the queue and what has happened so far.

    Raises NotFound for another's as for what is not there.
    """
    model = review.case_model
    statement = select(model).where(
        model.case_id == case_id, model.kind == review.kind, model.person_id == person_id
    )
    case = session.execute(statement).scalar_one_or_none()
    if case is None or case.submitted_at is None:
        raise NotFound("casework.case_not_found")
    seen = get_person_review(session, review, case, now)
    names = ("reasons", "note", "queue_position", "expected_at", "history")
    title = review.titles(session, [case])[case.case_id]
    return {**item_view(case, title, now), **{name: seen[name] for name in names}}


def item_view(case: Case, title: str, now: datetime) -> dict[str, Any]:
    """Return a case as its person finds it among the others."""
    state, kind = effective_state(case, now), CASE_KINDS[case.kind]
    seen = person_view(case, now)
    step = next_step(case.kind, state)
    actions = [one for one in seen["available_actions"] if one in _actions(case.kind)]
    same = ("status", "authority", "round", "submitted_at", "decided_at")
    return {
        "kind": case.kind,
        "kind_name": name_of_kind(case.kind),
        "case_id": case.case_id,
        "title": title,
        **{name: seen[name] for name in same},
        "status_name": name_of("case_state", str(state)),
        "status_text": standing_of(case.kind, state),
        "open": is_open_for_person(case.kind, state),
        "next_step": asdict(step) if step else None,
        "available_actions": actions,
        "link": kind.link,
    }


def _actions(kind: str) -> Sequence[str]:
    """Return what a person may do with a case of a kind; other kinds are asked for anew."""
    known = CASE_KINDS[kind]
    if not known.withdrawable:
        return ()
    return [str(one) for one in APPLICANT_ACTIONS if known.resumable or one == Action.WITHDRAW]


def _newest(session: Session, review: ReviewKind, asked: PersonList) -> tuple[list[Case], bool]:
    model = review.case_model
    statement = select(model).where(
        model.person_id == asked.person_id,
        model.kind == review.kind,
        model.submitted_at.is_not(None),
    )
    if asked.is_open is not None:
        statement = statement.where(_is_open(review) if asked.is_open else ~_is_open(review))
    columns = (model.submitted_at.desc(), model.case_id.desc())
    found = page(
        session, statement, columns, asked.cursor, asked.limit, lambda case: {"case": case}
    )
    return [one["case"] for one in found["items"]], found["next_cursor"] is not None


def _is_open(review: ReviewKind) -> ColumnElement[bool]:
    states = [state.value for state in State if is_open_for_person(review.kind, state)]
    return review.case_model.state.in_(states)


def _titles(session: Session, shown: Sequence[tuple[ReviewKind, Case]]) -> Mapping[str, str]:
    by_kind: dict[str, tuple[ReviewKind, list[Case]]] = {}
    for review, case in shown:
        by_kind.setdefault(review.kind, (review, []))[1].append(case)
    titles: dict[str, str] = {}
    for review, cases in by_kind.values():
        titles |= review.titles(session, cases)
    return titles
