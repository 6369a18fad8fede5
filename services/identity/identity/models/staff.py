"""Staff of authorities, and the demo log-ins of a sandbox."""

from datetime import datetime

from chassis.crypto import BlindIndex, EncryptedText
from chassis.db import IdType, Instant
from contracts.schemas.identity.fields import STAFF_ROLES
from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Text,
    any_,
    literal,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from identity.models.base import Base, one_of

_ROLES = ", ".join(repr(role) for role in STAFF_ROLES)


# The same as that of `accounts.identity_index`: the two are compared.
IDENTITY_PURPOSE = "identity.identity_key"


class Staff(Base):
    """One member of staff, with the conflicts of interest that exclude them from cases.

    `person_id` is their own account where it was linked by hand; `identity_index` finds it whenever
    they register. `employer_usccs` are those of the employers in which they have an interest,
    `withdrawn_employers` says since when others are no longer declared. Without
    `interests_declared_at` they claim nothing. `password_hash` fits no password until the invited
    has set one; of codes at `totp_last_step` and before, none is taken again.
    """

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint(
            f"cardinality(roles) > 0 AND roles <@ ARRAY[{_ROLES}]::text[]", name="roles"
        ),
    )

    staff_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    username: Mapped[str] = mapped_column(Text, unique=True)
    password_hash: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    authority_id: Mapped[str] = mapped_column(ForeignKey("authorities.authority_id"), index=True)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.person_id"))
    identity_index: Mapped[bytes | None] = mapped_column(BlindIndex(IDENTITY_PURPOSE))
    employer_usccs: Mapped[list[str]] = mapped_column(
        ARRAY(Text), default=list, server_default=text("'{}'")
    )
    withdrawn_employers: Mapped[dict[str, str]] = mapped_column(
        JSONB, default=dict, server_default=text("'{}'")
    )
    interests_declared_at: Mapped[datetime | None] = mapped_column(Instant)
    interests_version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    phone: Mapped[str | None] = mapped_column(EncryptedText("identity.staff_phone"))
    password_changed_at: Mapped[datetime | None] = mapped_column(Instant)
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText("identity.totp"))
    totp_enrolled_at: Mapped[datetime | None] = mapped_column(Instant)
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))


def has_role(role: str) -> ColumnElement[bool]:
    """Return the condition that a member of staff has a role."""
    return literal(role) == any_(Staff.roles)


class StaffLink(Base):
    """The one link by which a member of staff may set a password; a new one takes its place."""

    __tablename__ = "staff_links"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.staff_id"), primary_key=True)
    link_id: Mapped[str] = mapped_column(IdType)
    token_index: Mapped[bytes] = mapped_column(BlindIndex("identity.staff_link"), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


class StaffChallenge(Base):
    """A log-in whose password was right and whose second factor is still to come.

    `totp_secret` is that of an enrolment until its first code confirms it.
    """

    __tablename__ = "staff_challenges"

    token_index: Mapped[bytes] = mapped_column(
        BlindIndex("identity.staff_challenge"), primary_key=True
    )
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.staff_id"), index=True)
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText("identity.totp"))
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


class RecoveryCode(Base):
    """A code that stands in for the second factor once; a used one is deleted."""

    __tablename__ = "staff_recovery_codes"

    code_index: Mapped[bytes] = mapped_column(
        BlindIndex("identity.recovery_code"), primary_key=True
    )
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.staff_id"), index=True)


class Persona(Base):
    """A demo log-in that the sandbox shows on its log-in page; seeded on request only."""

    __tablename__ = "personas"
    __table_args__ = (CheckConstraint(one_of("kind", "person", "staff"), name="kind"),)

    login: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str] = mapped_column(IdType)
    password: Mapped[str] = mapped_column(EncryptedText("identity.persona"))
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText("identity.totp"))
    name: Mapped[str] = mapped_column(EncryptedText("identity.name"))
    description: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
