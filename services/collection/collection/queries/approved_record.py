"""The approved record, masked for its person and in full for those who may see it so."""

from dataclasses import asdict
from typing import Any

from contracts.errors import NotFound
from sqlalchemy import select
from sqlalchemy.orm import Session

from collection import models
from collection.domain.content_view import authority_view, content_view
from collection.domain.diff import compare
from collection.domain.masking import full_values, mask_content, masked_change
from collection.domain.submissions import Submission
from collection.queries import views
from collection.queries.records import get_authority
from collection.queries.submissions import find_version, get_approved_record


def get_record(session: Session, person_id: str) -> dict[str, Any]:
    """Return the approved record, masked; raises Conflict before the approval."""
    record, approved = get_approved_record(session, person_id)
    return {
        **content_view(mask_content(approved.content), approved.files),
        "version": record.record_version,
        "approved_at": views.time_view(record.approved_at),
        "person": approved.person.masked(),
        "authority": authority_view(record.authority),
        "revealable": list(full_values(approved.content, approved.person)),
    }


def get_full_values(session: Session, person_id: str) -> dict[str, str | None]:
    """Return every masked value of the approved record in full, by its path."""
    _, approved = get_approved_record(session, person_id)
    return full_values(approved.content, approved.person)


def get_record_with_version(
    session: Session, person_id: str
) -> tuple[int, dict[str, str], Submission]:
    """Return the approved record with its version and its authority."""
    record, approved = get_approved_record(session, person_id)
    return record.record_version, asdict(get_authority(record)), approved


def find_version_of_case(session: Session, case_id: str) -> int:
    """Return the version of a record that a case made; raises NotFound while there is none."""
    table = models.RecordVersion
    version = session.scalar(select(table.version).where(table.case_id == case_id))
    if version is None:
        raise NotFound("collection.case_unknown")
    return version


def get_changes_since(session: Session, person_id: str, since: int) -> dict[str, Any]:
    """Return the record's version and, masked, what differs from the version `since`.

    Nothing differs from a version that has never been.
    """
    record, approved = get_approved_record(session, person_id)
    former = find_version(session, record, since)
    changed = compare(former.content, approved.content) if former else []
    return {
        "current_version": record.record_version,
        "changed": [masked_change(one) for one in changed],
    }
