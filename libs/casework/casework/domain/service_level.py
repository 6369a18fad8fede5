"""How long a review may take, and how long it is likely to take here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contracts.platform import local_date

from casework.domain.calendar import (
    add_working_days,
    due_after,
    working_days_between,
)

# Fewer decisions than this say nothing about an authority.
MINIMUM_SAMPLE = 5
# Four of five people have their answer by the expected date.
PERCENTILE = 0.8


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """Working days for a decision: the target that makes a case overdue, and the limit."""

    target_days: int = 5
    limit_days: int = 10

    def due_at(self, submitted_at: datetime) -> datetime:
        """Return when a case becomes overdue."""
        return due_after(submitted_at, self.target_days)

    def limit_at(self, submitted_at: datetime) -> datetime:
        """Return when a case calls for the superior authority."""
        return due_after(submitted_at, self.limit_days)


def turnaround_days(decided: Sequence[tuple[datetime, datetime]]) -> int | None:
    """Return the working days in which four of five of these cases were decided.

    `decided` holds (submitted_at, decided_at); None when there are too few to tell.
    """
    if len(decided) < MINIMUM_SAMPLE:
        return None
    days = sorted(
        working_days_between(local_date(submitted_at), local_date(decided_at))
        for submitted_at, decided_at in decided
    )
    return days[min(len(days) - 1, int(len(days) * PERCENTILE))]


def expected_date(submitted_at: datetime, now: datetime, usual_days: int) -> date:
    """Return the working day on which the decision is expected, never one that has passed."""
    expected = add_working_days(local_date(submitted_at), usual_days)
    today = local_date(now)
    return expected if expected > today else add_working_days(today, 1)
