"""The declarative base of identity's tables."""

from chassis.db import declarative_base_for

Base = declarative_base_for("identity")


def one_of(column: str, *values: str) -> str:
    """Return the condition that a text column holds one of the values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
