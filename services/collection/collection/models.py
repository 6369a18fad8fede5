"""Tables of collection.

A record is the one draft of a person; its review case has the same id. What was submitted is
kept sealed in snapshots that never change, and the approved record is one of them. Addresses,
phone numbers and e-mail addresses rest sealed.
"""

from datetime import datetime
from typing import Any

from casework.cases.models import CaseCountMixin, CaseEventMixin, CaseMixin
from casework.quality.models import CasePolicyMixin, SecondReviewMixin
from chassis.crypto import EncryptedText
from chassis.db import IdType, Instant, service_metadata
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

BASIC = "basic"
EDUCATION = "education"
EMPLOYMENT = "employment"


class Base(DeclarativeBase):
    """The declarative base of collection's tables."""

    metadata = service_metadata()


class Person(Base):
    """A person whose identity is verified; `facts` are the fixed fields as identity told them."""

    __tablename__ = "persons"

    person_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    verified_at: Mapped[datetime] = mapped_column(Instant)
    facts: Mapped[str | None] = mapped_column(EncryptedText("collection.person_facts"))
    facts_at: Mapped[datetime | None] = mapped_column(Instant)


class Record(Base):
    """One person's collection; `draft_version` grows with every change of the draft.

    `returned_*` keep what the last return asked for until the approval, over withdrawals too.
    """

    __tablename__ = "records"

    record_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    person_id: Mapped[str] = mapped_column(IdType, unique=True)
    draft_version: Mapped[int] = mapped_column(default=1)
    scope: Mapped[str | None] = mapped_column(Text)
    ethnicity: Mapped[str | None] = mapped_column(Text)
    political_status: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(EncryptedText("collection.email"))
    postal_address: Mapped[str | None] = mapped_column(EncryptedText("collection.postal_address"))
    household_region: Mapped[str | None] = mapped_column(Text)
    residence_region: Mapped[str | None] = mapped_column(Text)
    authority_id: Mapped[str | None] = mapped_column(Text)
    authority_name: Mapped[str | None] = mapped_column(Text)
    authority_path: Mapped[str | None] = mapped_column(Text)
    commitment_at: Mapped[datetime | None] = mapped_column(Instant)
    returned_round: Mapped[int | None]
    returned_reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    returned_note: Mapped[str | None] = mapped_column(Text)
    approved_snapshot_id: Mapped[str | None] = mapped_column(
        IdType, ForeignKey("snapshots.snapshot_id", use_alter=True)
    )
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    record_version: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Education(Base):
    """One education of a draft."""

    __tablename__ = "educations"
    __table_args__ = (Index("ix_educations_record_id", "record_id", "created_at"),)

    education_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    record_id: Mapped[str] = mapped_column(IdType, ForeignKey("records.record_id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    mode: Mapped[str | None] = mapped_column(Text)
    school_name: Mapped[str | None] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text)
    degree: Mapped[str | None] = mapped_column(Text)
    major: Mapped[str | None] = mapped_column(Text)
    start_month: Mapped[str | None] = mapped_column(Text)
    end_month: Mapped[str | None] = mapped_column(Text)
    level_certificate_no: Mapped[str | None] = mapped_column(Text)
    degree_certificate_no: Mapped[str | None] = mapped_column(Text)


class Employment(Base):
    """One employment of a draft; no end month means until now (至今)."""

    __tablename__ = "employments"
    __table_args__ = (Index("ix_employments_record_id", "record_id", "created_at"),)

    employment_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    record_id: Mapped[str] = mapped_column(IdType, ForeignKey("records.record_id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    start_month: Mapped[str | None] = mapped_column(Text)
    end_month: Mapped[str | None] = mapped_column(Text)
    employer_name: Mapped[str | None] = mapped_column(Text)
    uscc: Mapped[str | None] = mapped_column(Text)
    employer_type: Mapped[str | None] = mapped_column(Text)
    industry: Mapped[str | None] = mapped_column(Text)
    employer_address: Mapped[str | None] = mapped_column(
        EncryptedText("collection.employer_address")
    )
    employer_phone: Mapped[str | None] = mapped_column(EncryptedText("collection.employer_phone"))
    has_accounting_experience: Mapped[bool | None]
    professional_title: Mapped[str | None] = mapped_column(Text)
    appointment_month: Mapped[str | None] = mapped_column(Text)


class AccountingExperience(Base):
    """A time of accounting work within an employment, in the order of the form."""

    __tablename__ = "accounting_experiences"
    __table_args__ = (Index("ix_accounting_experiences_record_id", "record_id"),)

    employment_id: Mapped[str] = mapped_column(
        IdType, ForeignKey("employments.employment_id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(IdType, ForeignKey("records.record_id"))
    start_month: Mapped[str | None] = mapped_column(Text)
    end_month: Mapped[str | None] = mapped_column(Text)
    posts: Mapped[list[str]] = mapped_column(JSONB)


class Attachment(Base):
    """A file in our bucket and the place in the draft that it belongs to.

    `row_id` is the education or employment, empty for the basic section. A file that was
    replaced is detached, and removed once no submission shows it any more.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("section IN ('basic', 'education', 'employment')", name="section"),
        CheckConstraint("(section = 'basic') = (row_id IS NULL)", name="row_id"),
        Index("ix_attachments_record_id", "record_id"),
        Index(
            "uq_attachments_place",
            *("record_id", "row_id", "kind"),
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("detached_at IS NULL"),
        ),
        Index(
            "ix_attachments_detached_at",
            "detached_at",
            postgresql_where=text("detached_at IS NOT NULL"),
        ),
    )

    attachment_id: Mapped[str] = mapped_column(Text, primary_key=True)
    record_id: Mapped[str] = mapped_column(IdType, ForeignKey("records.record_id"))
    section: Mapped[str] = mapped_column(Text)
    row_id: Mapped[str | None] = mapped_column(IdType)
    kind: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text, unique=True)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(Text)
    width: Mapped[int | None]
    height: Mapped[int | None]
    claimed_at: Mapped[datetime] = mapped_column(Instant)
    detached_at: Mapped[datetime | None] = mapped_column(Instant)


class Snapshot(Base):
    """What was submitted in one round, or came of a change, sealed; never changed once written."""

    __tablename__ = "snapshots"
    __table_args__ = (UniqueConstraint("record_id", "round"),)

    snapshot_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    record_id: Mapped[str] = mapped_column(IdType, ForeignKey("records.record_id"))
    round: Mapped[int | None]
    content: Mapped[str] = mapped_column(EncryptedText("collection.snapshot"))
    created_at: Mapped[datetime] = mapped_column(Instant)


class SnapshotAttachment(Base):
    """A file that a snapshot shows, and that therefore stays."""

    __tablename__ = "snapshot_attachments"
    __table_args__ = (Index("ix_snapshot_attachments_attachment_id", "attachment_id"),)

    snapshot_id: Mapped[str] = mapped_column(
        IdType, ForeignKey("snapshots.snapshot_id"), primary_key=True
    )
    attachment_id: Mapped[str] = mapped_column(
        Text, ForeignKey("attachments.attachment_id"), primary_key=True
    )


class RecordVersion(Base):
    """One version of the approved record: its snapshot, and the case that brought it about.

    `after` holds the new values of the object that a change is about. A case brings about one
    version and no more.
    """

    __tablename__ = "record_versions"
    __table_args__ = (UniqueConstraint("case_id"),)

    record_id: Mapped[str] = mapped_column(
        IdType, ForeignKey("records.record_id"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[str] = mapped_column(IdType, ForeignKey("snapshots.snapshot_id"))
    case_id: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    section: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str | None] = mapped_column(Text)
    object_id: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(EncryptedText("collection.change"))
    created_at: Mapped[datetime] = mapped_column(Instant)


_ACTIVE = "state IN ('held', 'open')"


class Reservation(Base):
    """A reserved case of another service: held, open once confirmed, then decided or expired."""

    __tablename__ = "open_cases"
    __table_args__ = (
        CheckConstraint("kind IN ('change', 'transfer', 'credit', 'reward_penalty')", name="kind"),
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


class CaseCount(CaseCountMixin, Base):
    """How many cases there are, kept by the database."""

    __tablename__ = "case_counts"


class Case(CaseMixin, Base):
    """The review of a record; its case id is the record's id."""

    __tablename__ = "cases"
    count_model = CaseCount


class CaseEvent(CaseEventMixin, Base):
    """One step of a review."""

    __tablename__ = "case_events"


class CasePolicy(CasePolicyMixin, Base):
    """One decision on how a kind of case is reviewed."""


class SecondReview(SecondReviewMixin, Base):
    """The second look at an approval that was drawn."""
