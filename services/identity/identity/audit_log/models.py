"""The audit log: entries that have arrived, and the chain that they are appended to."""

from datetime import datetime
from typing import Any

from chassis.db import IdType, Instant
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    ColumnExpressionArgument,
    Identity,
    Index,
    LargeBinary,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from identity.models.base import Base

# Levels of authorities, each with an index: province, city, county.
LEVELS = (1, 2, 3)


def authority_at(level: int, path: ColumnExpressionArgument[Any]) -> ColumnElement[str]:
    """Return the expression for the authority of one level in a path such as `/au-1/au-2/`."""
    return func.split_part(path, text("'/'"), text(str(level + 1)))


class AuditArrival(Base):
    """An entry that waits to be appended to the chain."""

    __tablename__ = "audit_arrivals"

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    entry_id: Mapped[str] = mapped_column(IdType, unique=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)


class AuditEntry(Base):
    """One entry of the chain; rows are only ever added, which a trigger sees to.

    `authority_*` are those of the actor. `code` covers every other column and the code before.
    """

    __tablename__ = "audit_entries"

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[str] = mapped_column(IdType)
    occurred_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    service: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    actor_kind: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[str | None] = mapped_column(Text)
    actor_name: Mapped[str | None] = mapped_column(Text)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    authority_id: Mapped[str | None] = mapped_column(Text)
    authority_name: Mapped[str | None] = mapped_column(Text)
    authority_path: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[str | None] = mapped_column(IdType)
    case_kind: Mapped[str | None] = mapped_column(Text)
    case_id: Mapped[str | None] = mapped_column(Text)
    client_ip: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str] = mapped_column(Text)
    fields: Mapped[list[str]] = mapped_column(JSONB)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    key_id: Mapped[str] = mapped_column(Text)
    code: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        Index("ix_audit_entries_time", "occurred_at", "sequence"),
        Index(
            "ix_audit_entries_person",
            *("person_id", "occurred_at", "sequence"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        Index("ix_audit_entries_actor", "actor_id", "occurred_at", "sequence"),
        Index("ix_audit_entries_action", "action", "occurred_at", "sequence"),
        Index("ix_audit_entries_request", "request_id"),
        *(
            Index(
                f"ix_audit_entries_level_{level}",
                *(authority_at(level, text("authority_path")), "occurred_at", "sequence"),
                postgresql_where=text("authority_path IS NOT NULL"),
            )
            for level in LEVELS
        ),
    )


class AuditRetirement(Base):
    """Where the chain begins since older entries were removed; sealed against forgery."""

    __tablename__ = "audit_retirements"

    through_sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    code: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str] = mapped_column(Text)
    seal: Mapped[bytes] = mapped_column(LargeBinary)
    retired_at: Mapped[datetime] = mapped_column(Instant)
