"""Lost phones: upload tokens, cases, their history, the photos."""

from datetime import datetime
from typing import Any

from casework.attachments.models import StoredFileMixin
from casework.cases.models import CaseCountMixin, CaseEventMixin, CaseMixin, DecisionCountMixin
from chassis.crypto import EncryptedText
from chassis.db import IdType, Instant
from contracts.phone_recovery import OBJECTORS, PHASES
from contracts.real_name import PHOTO_KINDS
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from identity.models.base import Base, one_of

_COOLING_OFF = text("phase = 'cooling_off'")


class PhoneRecoveryUpload(Base):
    """Who may upload photos without an account: a number that was proved, for one application."""

    __tablename__ = "phone_recovery_uploads"

    upload_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    phone: Mapped[str] = mapped_column(EncryptedText("identity.phone"))
    uploads: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    used_by: Mapped[str | None] = mapped_column(IdType)


class PhoneRecoveryCaseCount(CaseCountMixin, Base):
    """How many cases there are, kept by the database."""

    __tablename__ = "phone_recovery_case_counts"


class PhoneRecoveryDecisionCount(DecisionCountMixin, Base):
    """How many cases each authority decided, kept by the database."""

    __tablename__ = "phone_recovery_decision_counts"


class PhoneRecoveryCase(CaseMixin, Base):
    """One application for another number, and the change that follows its approval.

    `person_id` is the account's, or nobody's where the details fit none; `account_id` says which.
    `new_phone_holder` had the new number when it was proved.
    """

    __tablename__ = "phone_recovery_cases"
    count_model = PhoneRecoveryCaseCount
    decision_count_model = PhoneRecoveryDecisionCount

    account_id: Mapped[str | None] = mapped_column(IdType)
    id_type: Mapped[str] = mapped_column(Text)
    id_number: Mapped[str] = mapped_column(EncryptedText("identity.id_number"))
    nationality: Mapped[str | None] = mapped_column(EncryptedText("identity.nationality"))
    name: Mapped[str] = mapped_column(EncryptedText("identity.name"))
    new_phone: Mapped[str] = mapped_column(EncryptedText("identity.phone"))
    new_phone_holder: Mapped[str | None] = mapped_column(IdType)
    portrait_side_id: Mapped[str] = mapped_column(IdType)
    reverse_side_id: Mapped[str | None] = mapped_column(IdType)
    holding_id: Mapped[str] = mapped_column(IdType)
    phase: Mapped[str | None] = mapped_column(Text)
    effective_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    objected_by: Mapped[str | None] = mapped_column(Text)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        """Return the mixin's constraints, and 'one pending change an account'."""
        return (
            *super().__table_args__,
            CheckConstraint(one_of("phase", *PHASES), name="phase"),
            CheckConstraint(one_of("objected_by", *OBJECTORS), name="objected_by"),
            Index(
                "uq_phone_recovery_cases_pending",
                "account_id",
                unique=True,
                postgresql_where=_COOLING_OFF,
            ),
            Index("ix_phone_recovery_cases_account_id", "account_id"),
            Index(
                "ix_phone_recovery_cases_effective_at",
                "effective_at",
                postgresql_where=_COOLING_OFF,
            ),
        )

    def photo_ids(self) -> dict[str, str]:
        """Return the attachment id of each photo, by slot."""
        ids = {slot: getattr(self, f"{slot}_id") for slot in PHOTO_KINDS}
        return {slot: photo_id for slot, photo_id in ids.items() if photo_id}


class PhoneRecoveryCaseEvent(CaseEventMixin, Base):
    """One step of a case."""

    __tablename__ = "phone_recovery_case_events"


class PhoneRecoveryPhoto(StoredFileMixin, Base):
    """A photo that was submitted; the bytes are in the bucket."""

    __tablename__ = "phone_recovery_photos"
    __table_args__ = (CheckConstraint(one_of("slot", *PHOTO_KINDS), name="slot"),)

    attachment_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("phone_recovery_cases.case_id"), index=True)
    slot: Mapped[str] = mapped_column(Text)
    object_key: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(EncryptedText("identity.file_name"))
    submitted_at: Mapped[datetime] = mapped_column(Instant)
