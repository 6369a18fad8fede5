"""What authorities decided, whoever keeps the cases since: numbers only (ADR 0074).

Lists and their counts follow the record to its new authority. What the former one did stays in
these numbers, which name nobody and open nothing.
"""

from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select

from casework.cases.access import is_below
from casework.cases.kinds import ReviewKind
from casework.cases.query_parameters import QueryParameters
from casework.domain.states import DECIDED_STATES

RELEASED, MOVED_AWAY = "released", "moved_away"
DECISIONS = (*(state.value for state in DECIDED_STATES), RELEASED, MOVED_AWAY)


def select_decisions(review: ReviewKind, params: QueryParameters) -> Select[Any]:
    """Return how many cases an authority and those below it approved, returned and released.

    `moved_away` tells how many of these other authorities keep by now.
    """
    counts = review.case_model.decision_count_model
    sums: list[Any] = []
    for name in DECISIONS:
        condition = counts.moved if name == MOVED_AWAY else counts.decision == name
        found = func.sum(counts.cases).filter(condition)
        sums.append(cast(func.coalesce(found, 0), BigInteger).label(name))
    return select(*sums).where(
        counts.kind == review.kind, is_below(counts.authority_path, params.below)
    )
