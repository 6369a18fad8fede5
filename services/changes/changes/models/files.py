"""Files that came with a change or an application."""

from datetime import datetime

from chassis.db import IdType, Instant
from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from changes.models.base import Base


class Attachment(Base):
    """A file in our bucket under its id, as one case shows it; a later case may show it again."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_attachment_id", "attachment_id"),)

    case_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    attachment_id: Mapped[str] = mapped_column(Text, primary_key=True)
    person_id: Mapped[str] = mapped_column(IdType)
    kind: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(Text)
    width: Mapped[int | None]
    height: Mapped[int | None]
    claimed_at: Mapped[datetime] = mapped_column(Instant)
