"""What a person, and those who may look, are answered with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casework.queries import get_person_review
from contracts.context import CallContext
from contracts.errors import Conflict, NotFound
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from collection import models, repository, views
from collection.domain import editing
from collection.domain.content import Content
from collection.domain.masking import full_values, mask_content
from collection.domain.person import PersonFacts
from collection.domain.submissions import Submission
from collection.review import REVIEW

FILE_READERS = ("reviewer", "authority_admin", "auditor")
EMPTY: tuple[Content, dict[str, Any]] = (Content(), {})


def find_person(session: Session, person_id: str) -> models.Person | None:
    """Return what is known here of a verified person."""
    return session.get(models.Person, person_id)


def get_collection(
    session: Session, person_id: str, person: PersonFacts, now: datetime
) -> dict[str, Any]:
    """Return the whole collection of a person, started or not."""
    record, case = repository.find_record_and_case(session, person_id)
    draft = repository.load_draft(session, record) if record else EMPTY
    answer = views.collection_view(record, case, draft, person, now)
    is_editable = editing.EDIT in answer["available_actions"]
    blockers = _blockers(session, record, draft[0], person, now) if is_editable else []
    return {**answer, "review": _review(session, record, case, now), "missing": blockers}


def _blockers(
    session: Session,
    record: models.Record | None,
    content: Content,
    person: PersonFacts,
    now: datetime,
) -> list[dict[str, str]]:
    found = views.blockers(content, person, repository.find_return(session, record), now)
    return [one.to_dict() for one in found]


def _review(
    session: Session, record: models.Record | None, case: models.Case | None, now: datetime
) -> dict[str, Any] | None:
    if record is None or case is None:
        return None
    return views.review_view(record, case, get_person_review(session, REVIEW, case, now))


def get_status(session: Session, person_id: str, now: datetime) -> dict[str, Any]:
    """Return the short answer for the home page."""
    return _status(*repository.find_record_and_case(session, person_id), now)


def list_statuses(session: Session, person_ids: Sequence[str], now: datetime) -> dict[str, Any]:
    """Return the short answers of several people, by person."""
    found = repository.find_records_and_cases(session, person_ids)
    return {
        "items": {
            person_id: _status(*found.get(person_id, (None, None)), now) for person_id in person_ids
        }
    }


def _status(
    record: models.Record | None, case: models.Case | None, now: datetime
) -> dict[str, Any]:
    return {
        "collection_status": views.status_of(record, case, now),
        "authority": views.authority_view(repository.authority_of(record)) if record else None,
        "submitted_at": views.time_view(case.submitted_at) if case else None,
        "version": views.version_of(record, case),
    }


def find_draft(session: Session, person_id: str) -> Content:
    """Return what a person has filled in so far."""
    record = repository.find_record(session, person_id)
    return repository.load_draft(session, record)[0] if record else Content()


def get_record(session: Session, person_id: str) -> dict[str, Any]:
    """Return the approved record, masked; raises Conflict before the approval."""
    record, approved = _approved(session, person_id)
    shown = views.content_view(mask_content(approved.content), approved.files)
    return {
        **shown,
        "version": views.version_of(record, repository.find_case(session, record.record_id)),
        "approved_at": views.time_view(record.approved_at),
        "person": approved.person.masked(),
        "authority": views.authority_view(repository.authority_of(record)),
        "revealable": list(full_values(approved.content, approved.person)),
    }


def get_approved(session: Session, person_id: str) -> tuple[int, dict[str, str], Submission]:
    """Return the approved record with its version and its authority."""
    record, approved = _approved(session, person_id)
    version = views.version_of(record, repository.find_case(session, record.record_id))
    return version, _full_authority(record), approved


def get_standing(session: Session, person_id: str, now: datetime) -> dict[str, Any]:
    """Return where a person's record stands and belongs, for other services."""
    record = repository.find_record(session, person_id)
    case = repository.find_case(session, record.record_id) if record else None
    return {
        "collection_status": views.status_of(record, case, now),
        "record_version": views.version_of(record, case),
        "authority": _full_authority(record) if record and record.authority_id else None,
    }


def _full_authority(record: models.Record) -> dict[str, str]:
    return {
        "authority_id": record.authority_id,
        "name": record.authority_name,
        "path": record.authority_path,
    }


def get_full_values(session: Session, person_id: str) -> dict[str, str | None]:
    """Return every masked value of the approved record in full, by its path."""
    _, approved = _approved(session, person_id)
    return full_values(approved.content, approved.person)


def _approved(session: Session, person_id: str) -> tuple[models.Record, Submission]:
    record = repository.find_record(session, person_id)
    if record is None or record.approved_snapshot_id is None:
        raise Conflict("collection.not_approved")
    snapshot = session.get_one(models.Snapshot, record.approved_snapshot_id)
    return record, Submission.from_text(snapshot.content)


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
    statement = (
        select(*shown)
        .join(record, record.record_id == table.record_id)
        .outerjoin(models.Case, models.Case.case_id == record.record_id)
        .where(table.attachment_id == attachment_id, _may_see(context))
    )
    found = session.execute(statement).mappings().one_or_none()
    if found is None:
        raise NotFound("attachment.not_found")
    return dict(found)


def _may_see(context: CallContext) -> Any:
    own = models.Record.person_id == context.actor_id
    if context.is_person():
        return own
    if not (context.is_staff(*FILE_READERS) and context.authority_path):
        raise NotFound("attachment.not_found")
    shown = models.SnapshotAttachment.attachment_id == models.Attachment.attachment_id
    below = models.Case.authority_path.startswith(
        context.authority_path, autoescape=True, escape="|"
    )
    return exists().where(shown) & below
