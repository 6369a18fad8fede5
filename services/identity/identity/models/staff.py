"""Staff of authorities, and the demo log-ins of a sandbox."""

from datetime import datetime

from chassis.crypto import BlindIndex, EncryptedText
from chassis.db import IdType, Instant
from contracts.schemas.identity.fields import STAFF_ROLES
from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Text, text
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
    `interests_declared_at` they claim nothing.
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


class Persona(Base):
    """A demo log-in that the sandbox shows on its log-in page; seeded on request only."""

    __tablename__ = "personas"
    __table_args__ = (CheckConstraint(one_of("kind", "person", "staff"), name="kind"),)

    login: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str] = mapped_column(IdType)
    password: Mapped[str] = mapped_column(EncryptedText("identity.persona"))
    name: Mapped[str] = mapped_column(EncryptedText("identity.name"))
    description: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
