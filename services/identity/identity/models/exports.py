"""Exports of a person's own data (ADR 0097)."""

from datetime import datetime

from chassis.crypto import EncryptedText
from chassis.db import IdType, Instant
from contracts.personal_data import EXPORT_STATES
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from identity.models.base import Base, one_of

IS_OPEN = "state IN ('pending', 'running')"


class DataExport(Base):
    """One export, from the request until it is forgotten; the archive lies in the bucket.

    `session_id` is the session that asked with the password. `due_at` says when an open one is
    to be worked on: while running it is the end of the worker's lease. Each attempt has a data key
    of its own, with which the pieces of the archive are sealed.
    """

    __tablename__ = "data_exports"
    __table_args__ = (
        CheckConstraint(one_of("state", *EXPORT_STATES), name="state"),
        Index("uq_data_exports_open", "person_id", unique=True, postgresql_where=text(IS_OPEN)),
        Index("ix_data_exports_person_id", "person_id", "requested_at", "export_id"),
        Index("ix_data_exports_due", "due_at", postgresql_where=text(IS_OPEN)),
        Index("ix_data_exports_kept", "finished_at", postgresql_where=text("data_key IS NOT NULL")),
        Index("ix_data_exports_requested_at", "requested_at"),
    )

    export_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("accounts.person_id"))
    session_id: Mapped[str | None] = mapped_column(IdType)
    state: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    steps_done: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(Instant)
    data_key: Mapped[str | None] = mapped_column(EncryptedText("identity.export_key"))
    pieces: Mapped[int | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(Text)
    requested_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
