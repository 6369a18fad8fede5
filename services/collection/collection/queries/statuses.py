"""The status of people's collections and records, in short."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from collection.domain.content_view import authority_view
from collection.queries import views
from collection.queries.records import RecordStatus, find_record_statuses


def get_status(session: Session, person_id: str, now: datetime) -> dict[str, Any]:
    """Return the short answer for the home page."""
    return _statuses(session, [person_id], now)[person_id]


def list_statuses(session: Session, person_ids: Sequence[str], now: datetime) -> dict[str, Any]:
    """Return the short answers of several people, by person."""
    return {"items": _statuses(session, person_ids, now)}


def get_record_status(session: Session, person_id: str, now: datetime) -> dict[str, Any]:
    """Return the status of a person's record and where it belongs, for other services."""
    found = find_record_statuses(session, [person_id])
    record, case, open_kinds = found.get(person_id, RecordStatus())
    return {
        "collection_status": views.status_of(record, case, now),
        "record_version": record.record_version if record else 0,
        "authority": asdict(record.authority) if record and record.authority else None,
        "open_kinds": list(open_kinds),
    }


def _statuses(
    session: Session, person_ids: Sequence[str], now: datetime
) -> dict[str, dict[str, Any]]:
    found = find_record_statuses(session, person_ids)
    return {one: _status(found.get(one, RecordStatus()), now) for one in person_ids}


def _status(found: RecordStatus, now: datetime) -> dict[str, Any]:
    record, case, open_kinds = found
    return {
        "collection_status": views.status_of(record, case, now),
        "authority": authority_view(record.authority) if record else None,
        "submitted_at": views.time_view(case.submitted_at) if case else None,
        "version": views.version_of(record, case),
        "record_version": record.record_version if record else 0,
        "authority_path": record.authority_path if record else None,
        "open_kinds": list(open_kinds),
    }
