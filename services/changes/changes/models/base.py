"""What the tables share."""

from collections.abc import Iterable
from typing import Any

from chassis.db import declarative_base_for
from sqlalchemy import CheckConstraint

Base: Any = declarative_base_for("changes")


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """Return the constraint that a column holds one of these texts."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
