"""Column types: ids as text, moments as aware UTC datetimes."""

import uuid
from datetime import UTC, datetime
from typing import Any

from contracts.errors import NotFound
from sqlalchemy import DateTime, Dialect, Uuid
from sqlalchemy.types import TypeDecorator


def canonical_id(value: str | None) -> str | None:
    """Return an id in its one form, None for none; raises NotFound for a text that is no id."""
    if value is None:
        return None
    try:
        return str(uuid.UUID(value))
    except (ValueError, AttributeError, TypeError):
        raise NotFound() from None


def is_id(value: str) -> bool:
    """Return whether a text is an id."""
    try:
        return canonical_id(value) is not None
    except NotFound:
        return False


def is_storable(text: str) -> bool:
    """Return whether a column can hold a text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


class IdType(TypeDecorator[str]):
    """A UUID column whose Python value is a string.

    A text that is no UUID names nothing, so binding one raises NotFound.
    """

    impl = Uuid(as_uuid=False)
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Return the canonical form of an id."""
        return canonical_id(value)


class Instant(TypeDecorator[datetime]):
    """A `timestamptz` column; refuses datetimes without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse a moment that does not say where its clock stood."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """Return the moment in UTC, whatever zone the connection speaks."""
        return None if value is None else value.astimezone(UTC)
