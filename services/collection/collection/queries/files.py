"""Files of records, and who may open one."""

from casework.attachments.access import FileAccess, IsBelow
from sqlalchemy import ColumnElement, exists, literal, select
from sqlalchemy import case as choose
from sqlalchemy.orm import Session

from collection import models
from collection.review_kinds import REVIEW


def _was_submitted(is_below: IsBelow) -> ColumnElement[bool]:
    """Return the condition that staff see a file: it was submitted, to an authority of theirs."""
    shown = models.SnapshotAttachment.attachment_id == models.Attachment.attachment_id
    # An approved record moves with its person; before that the authority under review counts.
    path = choose(
        (models.Record.approved_snapshot_id.is_not(None), models.Record.authority_path),
        else_=models.Case.authority_path,
    )
    return exists().where(shown) & is_below(path)


FILE_ACCESS = FileAccess(
    table=models.Attachment,
    key=models.Attachment.key,
    kind=literal(REVIEW.kind),
    case_id=models.Record.record_id,
    person_id=models.Record.person_id,
    file_kind=models.Attachment.kind,
    visible_to_staff=_was_submitted,
    joined=lambda files: files.join(
        models.Record, models.Record.record_id == models.Attachment.record_id
    ).outerjoin(models.Case, models.Case.case_id == models.Record.record_id),
)


def find_known_files(session: Session, person_id: str, ids: list[str]) -> dict[str, str]:
    """Return the kinds of those files that the person's record has already, by id."""
    table = models.Attachment
    statement = (
        select(table.attachment_id, table.kind)
        .join(models.Record, models.Record.record_id == table.record_id)
        .where(models.Record.person_id == person_id, table.attachment_id.in_(ids))
    )
    return {row.attachment_id: row.kind for row in session.execute(statement)}
