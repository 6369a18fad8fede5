"""The present time; the only place that asks the machine for it."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def to_wire(moment: datetime) -> str:
    """Return a moment as it travels: ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat()


def from_wire(text: str) -> datetime:
    """Return the moment that `to_wire` wrote."""
    return datetime.fromisoformat(text)
