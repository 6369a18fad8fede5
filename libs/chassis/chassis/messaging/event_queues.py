"""How many events wait on either side of a service."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from chassis.clock import utc_now
from chassis.db.tables import inbox, outbox

LAG_LIMIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class EventQueues:
    """Age of the oldest event not yet sent; events waiting for a retry; events given up."""

    lag_seconds: float
    failed: int
    dead: int

    @property
    def flow(self) -> bool:
        """Return whether events leave in time and none was given up."""
        return self.lag_seconds <= LAG_LIMIT_SECONDS and not self.dead

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers by name."""
        return asdict(self)


def read_event_queues(session: Session) -> EventQueues:
    """Return the state of outbox and inbox, in one statement over small partial indexes."""
    oldest = (
        select(func.min(outbox.c.occurred_at))
        .where(outbox.c.published_at.is_(None))
        .scalar_subquery()
    )
    row = session.execute(
        select(
            oldest.label("oldest"), _count("failed").label("failed"), _count("dead").label("dead")
        )
    ).one()
    lag = (utc_now() - row.oldest).total_seconds() if row.oldest else 0.0
    return EventQueues(round(lag, 1), row.failed, row.dead)


def _count(state: str) -> ScalarSelect[int]:
    return select(func.count()).select_from(inbox).where(inbox.c.state == state).scalar_subquery()
