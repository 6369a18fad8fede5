"""A person's record: its draft of sections, educations and employments."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from chassis.crypto import EncryptedText
from chassis.db import IdType, Instant
from contracts.record_fields import BASIC_ATTACHMENTS
from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from collection.domain import content as domain
from collection.models.base import Base


class Person(Base):
    """A person whose identity is verified; `facts` are the fixed fields as identity answered them."""

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

    @property
    def authority(self) -> domain.Authority | None:
        """Return the authority that the record goes to, or belongs to."""
        authority_id, name, path = self.authority_id, self.authority_name, self.authority_path
        if authority_id is None or name is None or path is None:  # all three are set at once
            return None
        return domain.Authority(authority_id, name, path)

    def assign(self, authority: domain.Authority) -> None:
        """Let the record go to an authority, or belong to it."""
        self.authority_id, self.authority_name = authority.authority_id, authority.name
        self.authority_path = authority.path

    def basic(self, images: Mapping[str, str]) -> domain.Basic:
        """Return the basic section with its images, given by kind."""
        ids = {name: images.get(kind) for name, kind in BASIC_ATTACHMENTS.items()}
        return domain.Basic(**ids, **{name: getattr(self, name) for name in domain.DETAIL_FIELDS})


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

    def to_domain(self, attachments: Mapping[str, str]) -> domain.Education:
        """Return the education with its files, given by kind."""
        return domain.Education(**_columns(domain.Education, self), attachments=attachments)


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

    def to_domain(
        self,
        experiences: Sequence[domain.AccountingExperience],
        attachments: Mapping[str, str],
    ) -> domain.Employment:
        """Return the employment with its accounting work, and its files by kind."""
        return domain.Employment(
            **_columns(domain.Employment, self),
            accounting_experiences=tuple(experiences),
            attachments=attachments,
        )


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

    def to_domain(self) -> domain.AccountingExperience:
        """Return the time of accounting work."""
        return domain.AccountingExperience(self.start_month, self.end_month, tuple(self.posts))


def _columns(target: type, row: Base) -> dict[str, Any]:
    """Return the columns of a row that the value has a field of the same name for."""
    columns = row.__table__.columns.keys()
    return {item.name: getattr(row, item.name) for item in fields(target) if item.name in columns}
