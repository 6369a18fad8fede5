"""What was submitted, and the versions of the approved record."""

from casework.attachments.claiming import facts_of
from contracts.errors import Conflict
from sqlalchemy import select
from sqlalchemy.orm import Session

from collection import models
from collection.domain.content import Content, attachment_ids
from collection.domain.rework import Return
from collection.domain.submissions import Files, Submission
from collection.models.snapshots import find_submissions
from collection.queries.records import find_record


def get_approved_record(session: Session, person_id: str) -> tuple[models.Record, Submission]:
    """Return the approved record of a person; raises Conflict before the approval."""
    record = find_record(session, person_id)
    if record is None:
        raise Conflict("collection.not_approved")
    return record, get_approved_submission(session, record)


def get_approved_submission(session: Session, record: models.Record) -> Submission:
    """Return the present version of the approved record; raises Conflict before the approval."""
    if record.approved_snapshot_id is None:
        raise Conflict("collection.not_approved")
    return session.get_one(models.Snapshot, record.approved_snapshot_id).submission


def find_version(session: Session, record: models.Record, version: int) -> Submission | None:
    """Return a version of the approved record, if there has been one of this number."""
    found = session.get(models.RecordVersion, (record.record_id, version))
    if found is None:
        return None
    return session.get_one(models.Snapshot, found.snapshot_id).submission


def find_return(session: Session, record: models.Record | None) -> Return | None:
    """Return what the last return asked for, unless the record has been approved since."""
    if record is None or record.returned_round is None:
        return None
    found = find_submissions(session, record.record_id, [record.returned_round])
    items = tuple(reason["item"] for reason in record.returned_reasons)
    return Return(items, found[record.returned_round].content)


def find_files(session: Session, content: Content) -> Files:
    """Return what is known of the files that the content names."""
    table = models.Attachment
    statement = select(table).where(table.attachment_id.in_(attachment_ids(content)))
    rows = session.scalars(statement.order_by(table.kind, table.attachment_id))
    return {row.attachment_id: facts_of(row) for row in rows}
