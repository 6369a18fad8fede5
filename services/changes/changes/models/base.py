"""What the tables share."""

from collections.abc import Iterable

from chassis.db import service_metadata
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The declarative base of changes' tables."""

    metadata = service_metadata()


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """Return the constraint that a column holds one of these texts."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
