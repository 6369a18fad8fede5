"""What a person, and those who may look, are answered with."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casework.cases.person_queries import get_person_review
from casework.domain.applicants import Applicant
from contracts.context import CallContext
from contracts.errors import Conflict, NotFound
from sqlalchemy import ColumnElement, exists, literal, select
from sqlalchemy import case as choose
from sqlalchemy.orm import Session

from collection import models, repository, views
from collection.domain import editing
from collection.domain.content import Authority, Content
from collection.domain.diff import compare
from collection.domain.masking import full_values, mask_content, masked_change
from collection.domain.submissions import Files, Submission
from collection.review import REVIEW

FILE_READERS = ("reviewer", "authority_admin", "auditor")
EMPTY: tuple[Content, dict[str, Any]] = (Content(), {})


def find_facts(session: Session, person_id: str) -> Applicant | None:
    """Return the fixed fields of a verified person as far as they are known here."""
    known = session.get(models.Person, person_id)
    return Applicant.from_dict(json.loads(known.facts)) if known and known.facts else None


def find_recent_collection(
    session: Session, person_id: str, now: datetime, since: datetime
) -> dict[str, Any] | None:
    """Return the collection of a person whom identity has told of since; None of anybody else."""
    known = session.get(models.Person, person_id)
    if known is None or known.facts_at is None or known.facts_at <= since:
        return None
    facts = find_facts(session, person_id)
    return get_collection(session, person_id, facts, now) if facts else None


def get_collection(
    session: Session, person_id: str, person: Applicant, now: datetime
) -> dict[str, Any]:
    """Return the whole collection of a person, started or not."""
    record, case = repository.find_record_and_case(session, person_id)
    draft = _content(session, record) if record else EMPTY
    answer = views.collection_view(record, case, draft, person, now)
    is_editable = editing.EDIT in answer["available_actions"]
    blockers = _blockers(session, record, draft[0], person, now) if is_editable else []
    return {**answer, "review": _review(session, record, case, now), "missing": blockers}


def _content(session: Session, record: models.Record) -> tuple[Content, Files]:
    """Return the draft, or what is approved: changes no longer go by way of the draft."""
    if record.approved_snapshot_id is None:
        return repository.load_draft(session, record)
    approved = repository.approved_submission(session, record)
    return approved.content, approved.files


def _blockers(
    session: Session,
    record: models.Record | None,
    content: Content,
    person: Applicant,
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
    return _statuses(session, [person_id], now)[person_id]


def list_statuses(session: Session, person_ids: Sequence[str], now: datetime) -> dict[str, Any]:
    """Return the short answers of several people, by person."""
    return {"items": _statuses(session, person_ids, now)}


def _statuses(
    session: Session, person_ids: Sequence[str], now: datetime
) -> dict[str, dict[str, Any]]:
    found = repository.find_record_statuses(session, person_ids)
    none = repository.NO_RECORD
    return {one: _status(found.get(one, none), now) for one in person_ids}


def _status(found: repository.RecordStatus, now: datetime) -> dict[str, Any]:
    record, case, open_kinds = found
    return {
        "collection_status": views.status_of(record, case, now),
        "authority": views.authority_view(repository.authority_of(record)) if record else None,
        "submitted_at": views.time_view(case.submitted_at) if case else None,
        "version": views.version_of(record, case),
        "record_version": record.record_version if record else 0,
        "authority_path": record.authority_path if record else None,
        "open_kinds": open_kinds,
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
        "version": record.record_version,
        "approved_at": views.time_view(record.approved_at),
        "person": approved.person.masked(),
        "authority": views.authority_view(repository.authority_of(record)),
        "revealable": list(full_values(approved.content, approved.person)),
    }


def get_approved(session: Session, person_id: str) -> tuple[int, dict[str, str], Submission]:
    """Return the approved record with its version and its authority."""
    record, approved = _approved(session, person_id)
    version = record.record_version
    return version, _full_authority(repository.settled_authority(record)), approved


def get_news(session: Session, person_id: str, since: int) -> dict[str, Any]:
    """Return the record's version and, masked, what is other than in the version `since`.

    Nothing differs from a version that has never been.
    """
    record, approved = _approved(session, person_id)
    former = repository.find_version(session, record, since)
    changed = compare(former.content, approved.content) if former else []
    return {
        "current_version": record.record_version,
        "changed": [masked_change(one) for one in changed],
    }


def get_record_status(session: Session, person_id: str, now: datetime) -> dict[str, Any]:
    """Return the status of a person's record and where it belongs, for other services."""
    found = repository.find_record_statuses(session, [person_id])
    record, case, open_kinds = found.get(person_id, repository.NO_RECORD)
    authority = repository.authority_of(record) if record else None
    return {
        "collection_status": views.status_of(record, case, now),
        "record_version": record.record_version if record else 0,
        "authority": _full_authority(authority) if authority else None,
        "open_kinds": open_kinds,
    }


def _full_authority(authority: Authority) -> dict[str, str]:
    return {
        "authority_id": authority.authority_id,
        "name": authority.name,
        "path": authority.path,
    }


def get_full_values(session: Session, person_id: str) -> dict[str, str | None]:
    """Return every masked value of the approved record in full, by its path."""
    _, approved = _approved(session, person_id)
    return full_values(approved.content, approved.person)


def _approved(session: Session, person_id: str) -> tuple[models.Record, Submission]:
    record = repository.find_record(session, person_id)
    if record is None:
        raise Conflict("collection.not_approved")
    return record, repository.approved_submission(session, record)


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
