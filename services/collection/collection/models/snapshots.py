"""What was submitted, for good, and the versions of the approved record."""

from collections.abc import Iterable
from datetime import datetime

from chassis.crypto import EncryptedText
from chassis.db import IdType, Instant
from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from collection.domain.submissions import Submission
from collection.models.base import Base


class Snapshot(Base):
    """What was submitted in one round, or came of a change, sealed; never changed once written."""

    __tablename__ = "snapshots"
    __table_args__ = (UniqueConstraint("record_id", "round"),)

    snapshot_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    record_id: Mapped[str] = mapped_column(IdType, ForeignKey("records.record_id"))
    round: Mapped[int | None]
    content: Mapped[str] = mapped_column(EncryptedText("collection.snapshot"))
    created_at: Mapped[datetime] = mapped_column(Instant)

    @property
    def submission(self) -> Submission:
        """Return what was submitted."""
        return Submission.from_text(self.content)


class SnapshotAttachment(Base):
    """A file that a snapshot shows, and that therefore stays."""

    __tablename__ = "snapshot_attachments"
    __table_args__ = (Index("ix_snapshot_attachments_attachment_id", "attachment_id"),)

    snapshot_id: Mapped[str] = mapped_column(
        IdType, ForeignKey("snapshots.snapshot_id"), primary_key=True
    )
    attachment_id: Mapped[str] = mapped_column(
        Text, ForeignKey("attachments.attachment_id"), primary_key=True
    )


class RecordVersion(Base):
    """One version of the approved record: its snapshot, and the case that brought it about.

    `after` holds the new values of the object that a change is about. A case brings about one
    version and no more. `announced_at` tells when other services were told of a transfer.
    """

    __tablename__ = "record_versions"
    __table_args__ = (
        UniqueConstraint("case_id"),
        Index(
            "ix_record_versions_unannounced",
            "created_at",
            postgresql_where=text("kind = 'transfer' AND announced_at IS NULL"),
        ),
    )

    record_id: Mapped[str] = mapped_column(
        IdType, ForeignKey("records.record_id"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[str] = mapped_column(IdType, ForeignKey("snapshots.snapshot_id"))
    case_id: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    section: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str | None] = mapped_column(Text)
    object_id: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(EncryptedText("collection.change"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    announced_at: Mapped[datetime | None] = mapped_column(Instant)


def find_submissions(
    session: Session, record_id: str, rounds: Iterable[int]
) -> dict[int, Submission]:
    """Return what was sent in these rounds, by round."""
    statement = select(Snapshot).where(
        Snapshot.record_id == record_id, Snapshot.round.in_(list(rounds))
    )
    rows = session.execute(statement).scalars()
    return {row.round: row.submission for row in rows if row.round is not None}
