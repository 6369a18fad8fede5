"""Second reviews and policies as they are read; counts and lists come of the same conditions."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from chassis.clock import to_wire
from chassis.db import page
from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from casework.cases.access import access_path, is_below, is_kept_below
from casework.cases.kinds import Case, ReviewKind
from casework.cases.query_parameters import QueryParameters, paths_below
from casework.domain.actors import Actor
from casework.domain.second_reviews import SecondState
from casework.quality.models import CasePolicyMixin
from casework.quality.policies_in_force import find_decision, read_policy
from casework.quality.views import second_review_view

HISTORY = 50
ALL = "all"
# What the summary counts, by the status of the list that shows it.
COUNTED: Mapping[str, str] = {
    "second_reviews": SecondState.OPEN.value,
    "objections": SecondState.OBJECTED.value,
}


def list_second_reviews(
    session: Session,
    review: ReviewKind,
    actor: Actor,
    now: datetime,
    status: str = SecondState.OPEN.value,
    authority_id: str | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> dict[str, Any]:
    """Return one page of second reviews: what is open by due date, what is decided newest first."""
    table = review.second_review_model
    params = QueryParameters.of(actor, now)
    conditions = [*_scope(review, params.below), _has_status(review, params, status)]
    if authority_id:
        part = f"/{authority_id}/"
        conditions.append(access_path(table).contains(part, autoescape=True, escape="|"))
    columns: list[Any] = [table.due_at, table.case_id, table.round]
    if status in (SecondState.CONFIRMED, SecondState.OBJECTED):
        columns = [table.reviewed_at.desc(), table.case_id.desc(), table.round.desc()]
    # The case comes along: it knows who recorded it and where its person works.
    statement = _with_case(review).where(*conditions)
    return page(session, statement, columns, cursor, limit, _view_for(actor, now))


def _with_case(review: ReviewKind) -> Select[Any]:
    table: Any = review.second_review_model
    case: Any = review.case_model
    return select(table, case).join(case, case.case_id == table.case_id)


def _view_for(actor: Actor, now: datetime) -> Callable[[Any], dict[str, Any]]:
    def view(row: Any) -> dict[str, Any]:
        return second_review_view(row[0], row[1], actor, now)

    return view


def count_second_reviews(
    session: Session, review: ReviewKind, actor: Actor, now: datetime
) -> dict[str, int]:
    """Return how long each of the counted lists is."""
    statement = _counts_statement(review, is_reviewer=actor.is_reviewer)
    return dict(
        session.execute(statement, QueryParameters.of(actor, now).values()).mappings().one()
    )


@lru_cache
def _counts_statement(review: ReviewKind, *, is_reviewer: bool) -> Select[Any]:
    params = QueryParameters.bound(is_reviewer=is_reviewer)
    counts: list[Any] = [
        func.count().filter(_has_status(review, params, status)).label(name)
        for name, status in COUNTED.items()
    ]
    table = review.second_review_model
    return select(*counts).select_from(table).where(*_scope(review, params.below))


def _scope(review: ReviewKind, below: Any) -> list[ColumnElement[bool]]:
    table = review.second_review_model
    return [
        table.kind == review.kind,
        is_kept_below(table, below),
    ]


def _has_status(review: ReviewKind, params: QueryParameters, status: str) -> ColumnElement[bool]:
    """Return the condition of a list; what awaits a second review is no work of who approved it."""
    table = review.second_review_model
    if status == ALL:
        return table.state.is_not(None)
    if status == SecondState.OPEN and params.is_reviewer:
        return and_(table.state == status, table.approved_by != params.staff_id)
    return table.state == status


def get_statistics(session: Session, review: ReviewKind, actor: Actor) -> dict[str, Any]:
    """Return what became of each reviewer's approvals that were reviewed again.

    An approval counts for the authority that made it, whoever keeps the case since.
    """
    table = review.second_review_model
    who = (table.authority_id, table.authority_name, table.approved_by, table.approved_by_name)
    counts = [func.count().filter(table.state == state).label(state) for state in SecondState]
    below = paths_below(actor.context.authority_path)
    decided_below = (table.kind == review.kind, is_below(table.authority_path, below))
    statement = select(*who, *counts).where(*decided_below).group_by(*who)
    rows = session.execute(statement.order_by(table.authority_id, table.approved_by)).mappings()
    return {"items": [{"kind": review.kind, **_of_reviewer(dict(row))} for row in rows]}


def _of_reviewer(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "authority": {"authority_id": row["authority_id"], "name": row["authority_name"]},
        "approved_by": {"staff_id": row["approved_by"], "name": row["approved_by_name"]},
        **{state.value: row[state.value] for state in SecondState},
    }


def find_second_review(
    session: Session, review: ReviewKind, actor: Actor, now: datetime, case: Case
) -> dict[str, Any] | None:
    """Return the second review of the present round of a case, if it was sampled."""
    found = session.get(review.second_review_model, (case.case_id, case.round))
    return second_review_view(found, case, actor, now) if found else None


def get_case_policy(session: Session, review: ReviewKind) -> dict[str, Any]:
    """Return the policy of a kind with what may be chosen, and the latest decisions."""
    table = review.policy_model
    statement = select(table).where(table.kind == review.kind).order_by(table.version.desc())
    history = session.scalars(statement.limit(HISTORY)).all()
    return {
        **policy_view(session, review),
        "bulk_choices": [
            {"field": path, "label": label} for path, label in review.bulk_choices().items()
        ],
        "history": [_decision_view(one, review) for one in history],
    }


def policy_view(session: Session, review: ReviewKind) -> dict[str, Any]:
    """Return the policy in force for a kind."""
    return _decision_view(find_decision(session, review), review)


def _decision_view(decision: CasePolicyMixin | None, review: ReviewKind) -> dict[str, Any]:
    version, policy = read_policy(decision, review)
    return {
        "kind": review.kind,
        "bulk_approve": policy.bulk_approve,
        "bulk_fields": list(policy.bulk_fields),
        "second_review_per_mille": policy.second_review_per_mille,
        "version": version,
        "note": decision.note if decision else None,
        "changed_at": to_wire(decision.changed_at) if decision else None,
        "changed_by": decision.changed_by if decision else None,
    }
