"""The cases of other services that have a reservation."""

from datetime import datetime

from chassis.db import IdType, Instant
from contracts.case_kinds import RESERVED_KINDS
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from collection.domain.reservations import ReservedCase, Target
from collection.models.base import Base

_KIND_IS_KNOWN = f"kind IN ({', '.join(repr(kind) for kind in RESERVED_KINDS)})"
_ACTIVE = "state IN ('held', 'open')"


class Reservation(Base):
    """A reserved case of another service: held, open once confirmed, then decided or expired."""

    __tablename__ = "open_cases"
    __table_args__ = (
        CheckConstraint(_KIND_IS_KNOWN, name="kind"),
        CheckConstraint("state IN ('held', 'open', 'decided', 'expired')", name="state"),
        Index("ix_open_cases_record_id", "record_id", postgresql_where=text(_ACTIVE)),
        Index(
            "uq_open_cases_transfer",
            "record_id",
            unique=True,
            postgresql_where=text(f"kind = 'transfer' AND {_ACTIVE}"),
        ),
        Index("ix_open_cases_expires_at", "expires_at", postgresql_where=text("state = 'held'")),
    )

    case_id: Mapped[str] = mapped_column(Text, primary_key=True)
    record_id: Mapped[str] = mapped_column(IdType, ForeignKey("records.record_id"))
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    section: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str | None] = mapped_column(Text)
    object_id: Mapped[str | None] = mapped_column(Text)
    start_month: Mapped[str | None] = mapped_column(Text)
    end_month: Mapped[str | None] = mapped_column(Text)
    reserved_at: Mapped[datetime] = mapped_column("opened_at", Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column("released_at", Instant)

    @property
    def case(self) -> ReservedCase:
        """Return the case as the rules of exclusion see it."""
        return ReservedCase(self.kind, self._target())

    def _target(self) -> Target | None:
        if self.section is None or self.action is None:
            return None
        return Target(self.section, self.action, self.object_id, self.start_month, self.end_month)
