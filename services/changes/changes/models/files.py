"""Files that came with a change or an application."""

from casework.attachments.models import CaseFileMixin
from chassis.db import IdType
from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from changes.models.base import Base


class Attachment(CaseFileMixin, Base):
    """A file in our bucket under its id, as one case shows it; a later case may show it again."""

    __tablename__ = "attachments"
    __table_args__ = (
        Index("ix_attachments_attachment_id", "attachment_id"),
        Index("ix_attachments_person_id", "person_id"),
    )

    case_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    key: Mapped[str] = mapped_column(Text)
