"""Files of records, for whoever may see them."""

from collections.abc import Sequence
from typing import Any

from contracts.context import CallContext
from contracts.errors import NotFound
from sqlalchemy import ColumnElement, exists, literal, select
from sqlalchemy import case as choose
from sqlalchemy.orm import Session

from collection import models
from collection.review_kinds import REVIEW

FILE_READERS = ("reviewer", "authority_admin", "auditor")


def find_known_files(session: Session, person_id: str, ids: list[str]) -> dict[str, str]:
    """Return the kinds of those files that the person's record has already, by id."""
    table = models.Attachment
    statement = (
        select(table.attachment_id, table.kind)
        .join(models.Record, models.Record.record_id == table.record_id)
        .where(models.Record.person_id == person_id, table.attachment_id.in_(ids))
    )
    return {row.attachment_id: row.kind for row in session.execute(statement)}


def get_file(session: Session, attachment_id: str, context: CallContext) -> dict[str, Any]:
    """Return a file that the caller may see: the person their own, staff what was submitted.

    Raises NotFound for all others, as for a file that is not there.
    """
    table, record = models.Attachment, models.Record
    shown = (table.key, table.media_type, table.file_name, table.size, table.sha256)
    about = (
        literal(REVIEW.kind).label("kind"),
        record.record_id.label("case_id"),
        record.person_id,
        table.attachment_id,
        table.kind.label("file_kind"),
    )
    statement = (
        select(*shown, *about)
        .join(record, record.record_id == table.record_id)
        .outerjoin(models.Case, models.Case.case_id == record.record_id)
        .where(table.attachment_id == attachment_id, _may_see(context))
    )
    found = session.execute(statement).mappings().one_or_none()
    if found is None:
        raise NotFound("attachment.not_found")
    return dict(found)


def _may_see(context: CallContext) -> ColumnElement[bool]:
    own = models.Record.person_id == context.actor_id
    if context.is_person():
        return own
    if not (context.is_staff(*FILE_READERS) and context.authority_path):
        raise NotFound("attachment.not_found")
    shown = models.SnapshotAttachment.attachment_id == models.Attachment.attachment_id
    # An approved record moves with its person; before that the authority under review counts.
    path = choose(
        (models.Record.approved_snapshot_id.is_not(None), models.Record.authority_path),
        else_=models.Case.authority_path,
    )
    below = path.startswith(context.authority_path, autoescape=True, escape="|")
    return exists().where(shown) & below


def find_referenced_keys(session: Session, keys: Sequence[str]) -> set[str]:
    """Return those of the keys that a row names."""
    table = models.Attachment
    return set(session.scalars(select(table.key).where(table.key.in_(keys))))
