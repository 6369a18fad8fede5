"""Gauges of how much waits for review, by kind of case and level of authority."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chassis.observability.gauges import GaugeSource, GaugeValue
from contracts.reference.authorities import find_authority
from contracts.schemas.identity.fields import AUTHORITY_LEVELS
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from casework.cases.kinds import ReviewKind
from casework.cases.queries import claimed_condition

UNKNOWN_LEVEL = "other"
# Levels and not authorities: three thousand of them would make as many series for each kind.
LEVELS = (*AUTHORITY_LEVELS, UNKNOWN_LEVEL)
MEANINGS = {
    "open": "Cases that are not decided.",
    "unclaimed": "Open cases that no reviewer holds.",
    "overdue": "Open cases past the day they should be decided.",
    "past_limit": "Open cases so late that the superior authority is called for.",
}


class ReviewGauges(GaugeSource):
    """Counts the open cases of every kind that the service owns."""

    def read(self, session: Session, now: datetime) -> Iterator[GaugeValue]:
        """Read the kept counts, the claims, and what is overdue: never all that is open."""
        reviews: Mapping[str, ReviewKind] = self.container.service_cls.reviews
        for kind, review in reviews.items():
            counts = _count_by_level(session, review, now)
            for level in LEVELS:
                for name, meaning in MEANINGS.items():
                    labels = {"kind": kind, "level": level}
                    yield GaugeValue(f"ausm_reviews_{name}", meaning, counts[level][name], labels)


def _count_by_level(
    session: Session, review: ReviewKind, now: datetime
) -> Mapping[str, Counter[str]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for statement in (_kept(review, now), _claimed(review, now), _past_limit(review, now)):
        for row in session.execute(statement).mappings():
            found = {name: int(row[name] or 0) for name in row if name != "authority_id"}
            counts[_level_of(row["authority_id"])].update(found)
    for count in counts.values():
        count["unclaimed"] = count["open"] - count["claimed"]
    return counts


def _kept(review: ReviewKind, now: datetime) -> Select[Any]:
    kept = review.case_model.count_model
    late = func.sum(kept.cases).filter(kept.due_at < now)
    return _by_authority(
        kept.authority_id, func.sum(kept.cases).label("open"), late.label("overdue")
    ).where(kept.kind == review.kind, kept.state.in_(_open_states(review)))


def _claimed(review: ReviewKind, now: datetime) -> Select[Any]:
    model = review.case_model
    counted = _by_authority(model.authority_id, func.count().label("claimed"))
    return counted.where(model.kind == review.kind, claimed_condition(model, now))


def _past_limit(review: ReviewKind, now: datetime) -> Select[Any]:
    """Return the count of cases past the limit; whoever is past it is overdue, which is indexed."""
    model = review.case_model
    is_open = model.state.in_(_open_states(review))
    counted = _by_authority(model.authority_id, func.count().label("past_limit"))
    return counted.where(
        model.kind == review.kind, is_open, model.due_at < now, model.limit_at < now
    )


def _by_authority(*columns: Any) -> Select[Any]:
    return select(*columns).group_by(columns[0])


def _open_states(review: ReviewKind) -> list[str]:
    return [state.value for state in review.case_model.open_states]


def _level_of(authority_id: str) -> str:
    authority = find_authority(authority_id)
    return authority.level if authority else UNKNOWN_LEVEL
