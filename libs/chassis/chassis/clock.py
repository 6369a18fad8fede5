"""The present time; the only place that asks the machine for it.

What is stored is compared with what other replicas stored, so a service goes by the clock that
all its replicas share: its database's (`chassis.db.server_clock` tells how far it is from ours).
"""

from datetime import UTC, datetime, timedelta

_ahead = timedelta(0)


def utc_now() -> datetime:
    """Return the present moment by the clock that the replicas share, aware, in UTC."""
    return machine_now() + _ahead


def machine_now() -> datetime:
    """Return the present moment by this machine's own clock."""
    return datetime.now(UTC)


def follow(ahead: timedelta) -> None:
    """Let `utc_now` go by a clock that is so far ahead of the machine's."""
    global _ahead  # noqa: PLW0603 - one process has one clock
    _ahead = ahead


def followed() -> timedelta:
    """Return how far ahead of the machine's the followed clock is."""
    return _ahead


def to_wire(moment: datetime) -> str:
    """Return a moment as it travels: ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat()


def from_wire(text: str) -> datetime:
    """Return the moment that `to_wire` wrote."""
    return datetime.fromisoformat(text)
