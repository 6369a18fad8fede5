"""What is applied for or recorded."""

from datetime import datetime

from chassis.db import IdType, Instant
from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from changes.domain.credits import KINDS as CREDIT_KINDS
from changes.domain.credits import ROLES
from changes.domain.field_policies import REVIEW_MODES, SECTIONS
from changes.domain.requests import ACTIONS, ORIGINS, Version
from changes.domain.rewards import KINDS as REWARD_KINDS
from changes.models.base import Base, one_of
from changes.models.types import EncryptedVersion


class Change(Base):
    """One change of an approved record; `change_id` is also the id of its case, if it has one.

    `before` and `after` are the object's versions; neither ever changes.
    `object_id` names the row, for an addition the one that is to be; the basic section has none.
    """

    __tablename__ = "changes"
    __table_args__ = (
        one_of("section", SECTIONS),
        one_of("action", ACTIONS),
        one_of("review_mode", REVIEW_MODES),
        one_of("origin", ORIGINS),
        CheckConstraint("(section = 'basic') = (object_id IS NULL)", name="object_id"),
        Index("ix_changes_person_id", "person_id", "submitted_at", "change_id"),
    )

    change_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    person_id: Mapped[str] = mapped_column(IdType)
    section: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    object_id: Mapped[str | None] = mapped_column(IdType)
    review_mode: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    base_version: Mapped[int]
    before: Mapped[Version] = mapped_column(EncryptedVersion("changes.before"))
    after: Mapped[Version] = mapped_column(EncryptedVersion("changes.after"))
    submitted_at: Mapped[datetime] = mapped_column(Instant)


class CreditApplication(Base):
    """One application for credits (视同教育); `granted_credits` are those of the approval."""

    __tablename__ = "credit_applications"
    __table_args__ = (
        one_of("kind", CREDIT_KINDS),
        one_of("role", ROLES),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("computed_credits > 0", name="computed_credits"),
        CheckConstraint("granted_credits > 0", name="granted_credits"),
        Index("ix_credit_applications_person_id", "person_id", "submitted_at", "application_id"),
    )

    application_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    person_id: Mapped[str] = mapped_column(IdType)
    year: Mapped[int]
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    achieved_on: Mapped[str] = mapped_column(Text)
    role: Mapped[str | None] = mapped_column(Text)
    quantity: Mapped[int | None]
    remark: Mapped[str | None] = mapped_column(Text)
    computed_credits: Mapped[int]
    granted_credits: Mapped[int | None]
    submitted_at: Mapped[datetime] = mapped_column(Instant)


class RewardPenalty(Base):
    """A reward or an administrative penalty, recorded by an authority."""

    __tablename__ = "rewards_penalties"
    __table_args__ = (
        one_of("kind", REWARD_KINDS),
        Index("ix_rewards_penalties_person_id", "person_id", "recorded_at", "entry_id"),
        Index("ix_rewards_penalties_recorded_by", "recorded_by", "recorded_at", "entry_id"),
    )

    entry_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    person_id: Mapped[str] = mapped_column(IdType)
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text)
    basis: Mapped[str | None] = mapped_column(Text)
    document_no: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[str] = mapped_column(Text)
    remark: Mapped[str | None] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(Text)
    recorded_by_name: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
