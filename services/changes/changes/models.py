"""Tables of changes."""

from datetime import datetime

from chassis.db import Instant, declarative_base_for
from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from changes.domain.field_policies import REVIEW_MODES, SECTIONS

Base = declarative_base_for("changes")


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class FieldPolicy(Base):
    """How a change of one field is reviewed; `changed_by` is empty until staff change it."""

    __tablename__ = "field_policies"
    __table_args__ = (_one_of("section", SECTIONS), _one_of("review_mode", REVIEW_MODES))

    section: Mapped[str] = mapped_column(Text, primary_key=True)
    field: Mapped[str] = mapped_column(Text, primary_key=True)
    review_mode: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[str | None] = mapped_column(Text)
