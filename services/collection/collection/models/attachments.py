"""The files of a record."""

from datetime import datetime

from casework.attachments.models import AttachmentMixin
from chassis.db import IdType, Instant
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from collection.models.base import Base


class Attachment(AttachmentMixin, Base):
    """A file in our bucket and the place in the draft that it belongs to.

    `row_id` is the education or employment, empty for the basic section. A file that was
    replaced is detached, and removed once no submission shows it any more.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("section IN ('basic', 'education', 'employment')", name="section"),
        CheckConstraint("(section = 'basic') = (row_id IS NULL)", name="row_id"),
        Index("ix_attachments_record_id", "record_id"),
        Index(
            "uq_attachments_place",
            *("record_id", "row_id", "kind"),
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("detached_at IS NULL"),
        ),
        Index(
            "ix_attachments_detached_at",
            "detached_at",
            postgresql_where=text("detached_at IS NOT NULL"),
        ),
    )

    record_id: Mapped[str] = mapped_column(IdType, ForeignKey("records.record_id"))
    section: Mapped[str] = mapped_column(Text)
    row_id: Mapped[str | None] = mapped_column(IdType)
    key: Mapped[str] = mapped_column(Text, unique=True)
    detached_at: Mapped[datetime | None] = mapped_column(Instant)
