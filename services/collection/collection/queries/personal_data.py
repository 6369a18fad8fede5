"""What collection keeps of a person: the draft, every submission, every version of the record."""

from typing import Any

from casework.personal_data import ListPart, steps_of
from chassis.clock import to_wire
from chassis.db import page
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from collection import models
from collection.domain.content_view import content_view
from collection.domain.submissions import Submission
from collection.queries.drafts import load_draft
from collection.queries.records import find_record
from collection.queries.views import time_view
from collection.review_kinds import REVIEW

# Each of these is a whole record.
_AT_ONCE = 5


def list_draft(session: Session, person_id: str, _cursor: str | None) -> dict[str, Any]:
    """Return the draft, if there is one."""
    record = find_record(session, person_id)
    if record is None:
        return {"items": [], "next_cursor": None}
    moments = {name: time_view(getattr(record, name)) for name in ("commitment_at", "updated_at")}
    draft = {**content_view(*load_draft(session, record)), **moments}
    return {"items": [draft], "next_cursor": None}


def list_submissions(session: Session, person_id: str, cursor: str | None) -> dict[str, Any]:
    """Return one page of what was submitted, round by round."""
    table = models.Snapshot
    own = select(table).join(models.Record, models.Record.record_id == table.record_id)
    statement = own.where(models.Record.person_id == person_id, table.round.is_not(None))
    return page(session, statement, (table.round,), cursor, _AT_ONCE, _submission_view)


def list_record_versions(session: Session, person_id: str, cursor: str | None) -> dict[str, Any]:
    """Return one page of the versions of the approved record."""
    version, snapshot = models.RecordVersion, models.Snapshot
    own = (
        select(version, snapshot)
        .join(snapshot, snapshot.snapshot_id == version.snapshot_id)
        .join(models.Record, models.Record.record_id == version.record_id)
        .where(models.Record.person_id == person_id)
    )
    return page(session, own, (version.version,), cursor, _AT_ONCE, _version_view)


def _submission_view(row: models.Snapshot) -> dict[str, Any]:
    return {
        "round": row.round,
        "submitted_at": to_wire(row.created_at),
        **_content(row.submission),
    }


def _version_view(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    version, snapshot = row[0], row[1]
    return {
        "version": version.version,
        "kind": version.kind,
        "case_id": version.case_id,
        "created_at": to_wire(version.created_at),
        **_content(snapshot.submission),
    }


def _content(submission: Submission) -> dict[str, Any]:
    return {
        "person": submission.person.to_dict(),
        **content_view(submission.content, submission.files),
        "commitment_at": submission.commitment_at,
    }


PERSONAL_DATA: dict[str, ListPart] = {
    "draft": list_draft,
    "submissions": list_submissions,
    "collection_steps": steps_of(REVIEW),
    "record_versions": list_record_versions,
}
