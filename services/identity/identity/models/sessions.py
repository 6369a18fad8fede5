"""Sessions and their refresh tokens."""

from datetime import datetime

from chassis.crypto import BlindIndex, EncryptedText
from chassis.db import IdType, Instant
from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from identity.models.base import Base, one_of


class Session(Base):
    """One log-in of a person or of staff on one device.

    `authenticated_at` is when its subject last proved who they are, `auth_methods` by what (RFC 8176);
    both are null in sessions from before they were kept.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint(one_of("subject_kind", "person", "staff"), name="subject_kind"),
        Index(
            "ix_sessions_live",
            *("subject_id", "last_used_at"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_sessions_subject_id", "subject_id", "created_at", "session_id"),
    )

    session_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    subject_id: Mapped[str] = mapped_column(IdType)
    subject_kind: Mapped[str] = mapped_column(Text)
    user_agent: Mapped[str | None] = mapped_column(Text)
    client_ip: Mapped[str | None] = mapped_column(EncryptedText("identity.client_ip"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_used_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    end_reason: Mapped[str | None] = mapped_column(Text)
    authenticated_at: Mapped[datetime | None] = mapped_column(Instant)
    auth_methods: Mapped[list[str] | None] = mapped_column(ARRAY(Text))


class RefreshToken(Base):
    """An issued token; used ones stay as long as the session, to detect a second use."""

    __tablename__ = "refresh_tokens"

    token_index: Mapped[bytes] = mapped_column(
        BlindIndex("identity.refresh_token"), primary_key=True
    )
    session_id: Mapped[str] = mapped_column(
        ForeignKey("sessions.session_id", ondelete="CASCADE"), index=True
    )
    issued_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
