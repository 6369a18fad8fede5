"""Writes to the draft: its sections, one at a time (R3.6.2)."""

from collections.abc import Sequence
from typing import Any

from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts.errors import PreconditionFailed, Violation
from contracts.record_fields import BASIC
from sqlalchemy.dialects.postgresql import insert

from collection import models
from collection.domain import editing
from collection.domain.content import DETAIL_FIELDS, Authority, Basic
from collection.queries import views
from collection.queries.records import find_case, find_record
from collection.use_cases.draft_files import attach_files
from collection.use_cases.form_files import FormFiles


def lock_draft(uow: UnitOfWork, person_id: str, expected_version: int | None) -> models.Record:
    """Return the person's record, locked for a change that counts as a new version.

    The first write begins the record. Raises Conflict while nothing may be edited, and
    PreconditionFailed when the caller read another version than the present one.
    """
    record = find_record(uow.session, person_id, lock=True) or _begin(uow, person_id)
    case = find_case(uow.session, record.record_id)
    editing.ensure_editable(views.status_of(record, case, uow.now))
    ensure_version(views.version_of(record, case), expected_version)
    record.draft_version += 1
    record.updated_at = uow.now
    return record


def ensure_version(present: int, expected: int | None) -> None:
    """Refuse a write that was made on a version that is no longer the present one."""
    if expected is not None and expected != present:
        raise PreconditionFailed(details={"current_version": present})


def _begin(uow: UnitOfWork, person_id: str) -> models.Record:
    row = {
        "record_id": uow.new_id(),
        "person_id": person_id,
        "draft_version": 0,
        "returned_reasons": [],
        "created_at": uow.now,
        "updated_at": uow.now,
    }
    # Two first writes may meet: one begins the record, the other then finds it.
    uow.session.execute(insert(models.Record).values(row).on_conflict_do_nothing())
    record = find_record(uow.session, person_id, lock=True)
    assert record is not None  # whoever began it
    return record


def save_scope(
    uow: UnitOfWork,
    person_id: str,
    scope: str | None,
    violations: Sequence[Violation],
    expected_version: int | None,
) -> dict[str, Any]:
    """Choose the scope of collection."""
    record = lock_draft(uow, person_id, expected_version)
    raise_if(violations)
    record.scope = scope
    return {}


def save_basic(
    uow: UnitOfWork, person_id: str, basic: Basic, files: FormFiles, expected_version: int | None
) -> dict[str, Any]:
    """Replace the basic section."""
    record = lock_draft(uow, person_id, expected_version)
    violations = attach_files(uow, record.record_id, (BASIC, None), files)
    raise_if([*files.violations, *violations])
    for name in DETAIL_FIELDS:
        setattr(record, name, getattr(basic, name))
    return {}


def save_authority(
    uow: UnitOfWork, person_id: str, authority: Authority, expected_version: int | None
) -> dict[str, Any]:
    """Choose the authority that is to review."""
    record = lock_draft(uow, person_id, expected_version)
    record.assign(authority)
    return {}
