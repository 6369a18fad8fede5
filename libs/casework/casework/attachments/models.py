"""Columns of attachments, mixed into the owner's tables.

The bytes lie in the owner's bucket. An owner that seals file names declares `file_name` anew.
"""

from datetime import datetime

from chassis.db import IdType, Instant
from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column


class StoredFileMixin:
    """A file in the owner's bucket."""

    attachment_id: Mapped[str] = mapped_column(Text, primary_key=True)
    file_name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(Text)


class AttachmentMixin(StoredFileMixin):
    """A file of a kind, since when it is in the bucket; `width` and `height` only of images."""

    kind: Mapped[str] = mapped_column(Text)
    width: Mapped[int | None]
    height: Mapped[int | None]
    claimed_at: Mapped[datetime] = mapped_column(Instant)


class CaseFileMixin(AttachmentMixin):
    """A file as one case shows it; a later case of the same person may show it again."""

    person_id: Mapped[str] = mapped_column(IdType)
