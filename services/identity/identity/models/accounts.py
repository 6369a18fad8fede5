"""Accounts of persons, what they agreed to, and failed log-ins."""

from datetime import datetime

from chassis.crypto import BlindIndex, EncryptedText
from chassis.db import IdType, Instant
from contracts import consents, real_name
from contracts.certificate_types import ID_TYPES
from contracts.schemas.identity.fields import CORRECTION_REASONS, MISSING_DETAILS
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from identity.models.base import Base, one_of


class Account(Base):
    """One person.

    `identity_index` is unique to the person whatever card they hold, among those who are verified:
    until then several may claim it (ADR 0077). `number_index` finds them by what they type at log-in
    and may be shared by passports of two countries. A number or phone that was lost to who proved
    it is empty, its indexes are of nobody's; `former_phone_index` still finds the account at log-in.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint(one_of("id_type", *ID_TYPES), name="id_type"),
        CheckConstraint(one_of("real_name_status", *real_name.STATUSES), name="real_name_status"),
        Index("ix_accounts_identity_index", "identity_index"),
        Index(
            "uq_accounts_verified_identity",
            "identity_index",
            unique=True,
            postgresql_where=text("real_name_status = 'verified'"),
        ),
        Index("ix_accounts_former_phone_index", "former_phone_index"),
    )

    person_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    id_type: Mapped[str] = mapped_column(Text)
    id_number: Mapped[str] = mapped_column(EncryptedText("identity.id_number"))
    identity_index: Mapped[bytes] = mapped_column(BlindIndex("identity.identity_key"))
    number_index: Mapped[bytes] = mapped_column(BlindIndex("identity.number"), index=True)
    name: Mapped[str] = mapped_column(EncryptedText("identity.name"))
    nationality: Mapped[str | None] = mapped_column(EncryptedText("identity.nationality"))
    gender: Mapped[str] = mapped_column(EncryptedText("identity.gender"))
    birth_date: Mapped[str] = mapped_column(EncryptedText("identity.birth_date"))
    phone: Mapped[str] = mapped_column(EncryptedText("identity.phone"))
    phone_index: Mapped[bytes] = mapped_column(BlindIndex("identity.phone"), unique=True)
    former_phone_index: Mapped[bytes | None] = mapped_column(BlindIndex("identity.phone"))
    password_hash: Mapped[str] = mapped_column(Text)
    password_changed_at: Mapped[datetime] = mapped_column(Instant)
    real_name_status: Mapped[str] = mapped_column(Text)
    real_name_method: Mapped[str | None] = mapped_column(Text)
    verified_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def missing_details(self) -> list[str]:
        """Return what the person has to enter anew."""
        return [name for name in MISSING_DETAILS if not getattr(self, name)]


class IdentityCorrection(Base):
    """One correction of what was registered; rows are only ever added. Before and after are JSON."""

    __tablename__ = "identity_corrections"
    __table_args__ = (
        CheckConstraint(one_of("reason", *CORRECTION_REASONS), name="reason"),
        Index("ix_identity_corrections_person_id", "person_id", "corrected_at"),
    )

    correction_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("accounts.person_id"))
    reason: Mapped[str] = mapped_column(Text)
    # Of the return that asked for it.
    asked_round: Mapped[int | None]
    before: Mapped[str] = mapped_column(EncryptedText("identity.correction"))
    after: Mapped[str] = mapped_column(EncryptedText("identity.correction"))
    corrected_at: Mapped[datetime] = mapped_column(Instant)


class ConsentRecord(Base):
    """What one person said of one version of one document; rows are only ever added.

    The last one of a document counts. `given_at` is its moment, that of a withdrawal as well.
    """

    __tablename__ = "consent_records"
    __table_args__ = (
        CheckConstraint(one_of("kind", *consents.KINDS), name="kind"),
        CheckConstraint(one_of("action", *consents.RECORDED), name="action"),
        CheckConstraint(one_of("method", *consents.METHODS), name="method"),
        Index("ix_consent_records_person_id", "person_id"),
    )

    consent_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("accounts.person_id"))
    kind: Mapped[str] = mapped_column(Text)
    document_version: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text, server_default=consents.GIVEN)
    method: Mapped[str] = mapped_column(Text, server_default=consents.BY_REGISTRATION)
    given_at: Mapped[datetime] = mapped_column(Instant)
    client_ip: Mapped[str | None] = mapped_column(EncryptedText("identity.client_ip"))


class LoginLock(Base):
    """Failed log-ins in a row under one log-in name, known to us or not."""

    __tablename__ = "login_locks"

    subject: Mapped[bytes] = mapped_column(BlindIndex("identity.login_lock"), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Instant, index=True)
