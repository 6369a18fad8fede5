"""The declarative base of identity's tables."""

from chassis.db import service_metadata
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The declarative base of identity's tables."""

    metadata = service_metadata()


def one_of(column: str, *values: str) -> str:
    """Return the condition that a text column holds one of the values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
