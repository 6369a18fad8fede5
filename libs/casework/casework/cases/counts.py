"""How many cases each list has, from the counts that the database keeps (ADR 0068).

Reading a million cases takes a second; the kept counts take a millisecond and are changed in the
transaction that changes a case, so they are those of the lists at every moment.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from chassis.db import UnitOfWork
from sqlalchemy import BigInteger, Select, and_, cast, func, select, text, true
from sqlalchemy.orm import Session

from casework.cases.access import Condition, is_below
from casework.cases.decision_counts import DECISIONS, select_decisions
from casework.cases.kinds import Case, ReviewKind
from casework.cases.queries import (
    COUNTED,
    ME,
    NOBODY,
    CaseFilters,
    claimed_condition,
    matching,
    scope,
)
from casework.cases.query_parameters import QueryParameters
from casework.domain.actors import Actor
from casework.domain.states import OPEN_STATES, OPEN_STATES_WITH_ORIGIN_CONSENT
from casework.quality.queries import count_second_reviews

Number = Any  # an SQL expression

# Claims run out with the clock, so they are counted as they are: they are few.
CLAIMED, MINE = CaseFilters("under_review"), CaseFilters("under_review", assignee=ME)
UNCLAIMED = (CaseFilters("submitted"), CaseFilters("open", assignee=NOBODY))
STORED_AS: Mapping[str, tuple[str, ...]] = {
    "open": OPEN_STATES_WITH_ORIGIN_CONSENT,
    "submitted": OPEN_STATES,
}
DECIDED = "decided"
KEPT_STATUSES = ("open", "awaiting_release", "approved", "returned", "withdrawn")

_MERGE = """
WITH several AS (
    SELECT {key} FROM {counts} GROUP BY {key} HAVING count(*) > 1
), gone AS (
    DELETE FROM {counts} AS each USING several WHERE {same} RETURNING each.*
)
INSERT INTO {counts} ({key}, cases)
SELECT {key}, sum(cases) FROM gone GROUP BY {key} HAVING sum(cases) <> 0
"""
_KEY = ("kind", "authority_id", "authority_path", "state", "due_at")
_DECISION_KEY = ("kind", "authority_id", "authority_path", "decision", "moved")


def summarise_cases(
    session: Session, review: ReviewKind, actor: Actor, now: datetime
) -> dict[str, Any]:
    """Return how many cases each of the counted lists has, how many second reviews, what was decided."""
    values = QueryParameters.of(actor, now).values()
    row = session.execute(_statement(review), values).mappings().one()
    listed = {name: row[name] for name in COUNTED}
    decided = {name: row[f"{DECIDED}_{name}"] for name in DECISIONS}
    second = count_second_reviews(session, review, actor, now)
    return {"kind": review.kind, **listed, **second, DECIDED: decided}


@lru_cache
def _statement(review: ReviewKind) -> Select[Any]:
    params = QueryParameters.bound(is_reviewer=False)
    kept = _kept(review, params).subquery("kept")
    claims = _claims(review, params).subquery("claims")
    counts = [
        _count(filters, review, params, kept.c[name], claims.c).label(name)
        for name, filters in COUNTED.items()
    ]
    decisions = select_decisions(review, params).subquery("decisions")
    decided = [decisions.c[name].label(f"{DECIDED}_{name}") for name in DECISIONS]
    joined = kept.join(claims, true()).join(decisions, true())
    return select(*counts, *decided).select_from(joined)


def _kept(review: ReviewKind, params: QueryParameters) -> Select[Any]:
    counts = review.case_model.count_model
    sums = [
        _sum(review, and_(*_in_kept_counts(review, filters, params))).label(name)
        for name, filters in COUNTED.items()
    ]
    return select(*sums).where(
        counts.kind == review.kind, is_below(counts.authority_path, params.below)
    )


def _sum(review: ReviewKind, condition: Condition) -> Number:
    found = func.sum(review.case_model.count_model.cases).filter(condition)
    return cast(func.coalesce(found, 0), BigInteger)


def _in_kept_counts(
    review: ReviewKind, filters: CaseFilters, params: QueryParameters
) -> list[Condition]:
    counts = review.case_model.count_model
    states = STORED_AS.get(filters.status, (filters.status,))
    found: list[Condition] = [counts.state.in_(states)]
    if filters.overdue:
        found.append(counts.due_at < params.now)
    return found


def _claims(review: ReviewKind, params: QueryParameters) -> Select[Any]:
    model = review.case_model
    mine = model.claimed_by == params.staff_id
    counts: list[Number] = [func.count().label("claimed"), func.count().filter(mine).label("mine")]
    in_scope = scope(review, params.below, only_open=True)
    return select(*counts).where(*in_scope, claimed_condition(model, params.now))


def _count(
    filters: CaseFilters, review: ReviewKind, params: QueryParameters, kept: Number, claims: Any
) -> Number:
    if filters == CLAIMED:
        return claims.claimed
    if filters == MINE:
        return claims.mine
    if filters in UNCLAIMED:
        return kept - claims.claimed
    if _is_kept(filters):
        return kept
    # A list of which no count is kept is counted as it is shown.
    statement = select(func.count()).select_from(review.case_model)
    return statement.where(*matching(review, params, filters)).scalar_subquery()


def _is_kept(filters: CaseFilters) -> bool:
    of_a_status = (CaseFilters(filters.status), CaseFilters(filters.status, overdue=True))
    return filters.status in KEPT_STATUSES and filters in of_a_status


def count_due_before(review: ReviewKind, case: Case) -> Select[Any]:
    """Return the count of open cases of the case's authority that fall due on earlier days."""
    counts = review.case_model.count_model
    states = [state.value for state in review.case_model.open_states]
    return select(_sum(review, counts.state.in_(states))).where(
        counts.kind == review.kind,
        counts.authority_id == case.authority_id,
        counts.due_at < case.due_at,
    )


def merge_counts(uow: UnitOfWork, review: ReviewKind) -> None:
    """Add up the differences that have gathered, so that reading them stays short."""
    model = review.case_model
    _merge(uow, model.count_model.__tablename__, _KEY)
    _merge(uow, model.decision_count_model.__tablename__, _DECISION_KEY)


def _merge(uow: UnitOfWork, counts: str, key: Sequence[str]) -> None:
    same = " AND ".join(f"each.{name} IS NOT DISTINCT FROM several.{name}" for name in key)
    uow.session.execute(text(_MERGE.format(counts=counts, key=", ".join(key), same=same)))
