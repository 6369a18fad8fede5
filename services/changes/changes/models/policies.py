"""How a change of each field is reviewed, and every decision about that."""

from datetime import datetime

from chassis.db import IdType, Instant
from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from changes.domain.field_policies import REVIEW_MODES, SECTIONS
from changes.models.base import Base, one_of


class FieldPolicy(Base):
    """How a change of one field is reviewed; `changed_by` is empty until staff change it."""

    __tablename__ = "field_policies"
    __table_args__ = (one_of("section", SECTIONS), one_of("review_mode", REVIEW_MODES))

    section: Mapped[str] = mapped_column(Text, primary_key=True)
    field: Mapped[str] = mapped_column(Text, primary_key=True)
    review_mode: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)


class FieldPolicyChange(Base):
    """One decision of the platform's administrator; rows are only ever added."""

    __tablename__ = "field_policy_changes"
    __table_args__ = (
        one_of("review_mode", REVIEW_MODES),
        Index("uq_field_policy_changes_version", *("section", "field", "version"), unique=True),
        Index("ix_field_policy_changes_changed_at", "changed_at", "policy_change_id"),
    )

    policy_change_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    section: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    review_mode_before: Mapped[str] = mapped_column(Text)
    review_mode: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[str] = mapped_column(Text)
    client_ip: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str] = mapped_column(Text)
