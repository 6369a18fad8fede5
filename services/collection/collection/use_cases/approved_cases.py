"""Approved changes and transfers take effect: one new version of the record each (R4.3.3, R5.2.2).

The record is the replay of its versions: each holds what the case changed, and a whole snapshot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chassis.db import UnitOfWork
from contracts.case_kinds import TRANSFER
from contracts.errors import Conflict
from contracts.record_fields import BASIC
from sqlalchemy import select

from collection import models
from collection.domain.approved_changes import apply_change as change_content
from collection.domain.content import Authority, Content
from collection.domain.reservations import ACTIVE_STATES
from collection.domain.submissions import Submission
from collection.queries.records import get_authority, lock_case
from collection.queries.submissions import find_files, get_approved_submission
from collection.use_cases.changed_files import attach_changed_files
from collection.use_cases.record_versions import add_version
from collection.use_cases.reservations import close_case, lock_active_reservation
from collection.use_cases.transfer_announcements import announce_transfer

Data = Mapping[str, Any]


def apply_change(
    uow: UnitOfWork, data: Data, after: Data | None, new_files: Sequence[Data]
) -> None:
    """Apply an approved change to the record once, and close its case.

    Raises Conflict when the object has changed since the change was asked for; the reservation
    excludes that, so it shows a fault.
    """
    record = _lock_record_of(uow, data)
    if record is None:
        return
    present = get_approved_submission(uow.session, record)
    target = (data["section"], data["action"], data["object_id"])
    _ensure_unchanged(uow, record, target, data["base_version"])
    content = change_content(present.content, *target, after)
    attach_changed_files(uow, record, target, after, new_files)
    row = models.RecordVersion(case_id=data["case_id"], kind="change")
    row.section, row.action, row.object_id = target
    _add_version(uow, record, _with_content(uow, present, content), (row, after))


def apply_transfer(uow: UnitOfWork, data: Data) -> None:
    """Give the record to the authority that took the person in once, and close the case."""
    reservation = uow.session.get(models.Reservation, data["case_id"])
    if reservation is not None:
        lock_case(uow.session, reservation.record_id)
    record = _lock_record_of(uow, data)
    if record is None:
        return
    present = get_approved_submission(uow.session, record)
    former = get_authority(record)
    authority = Authority(*(data[f"to_authority_{part}"] for part in ("id", "name", "path")))
    record.assign(authority)
    row = models.RecordVersion(case_id=data["case_id"], kind=TRANSFER)
    content = replace(present.content, authority=authority)
    _add_version(uow, record, _with_content(uow, present, content), (row, None))
    announce_transfer(uow, record, row, former, authority)


def _lock_record_of(uow: UnitOfWork, data: Data) -> models.Record | None:
    """Return the record of a case that waits for its effect, locked; None if it has had it."""
    record, reservation = lock_active_reservation(uow, data["case_id"])
    versions = models.RecordVersion
    done = select(versions.version).where(versions.case_id == reservation.case_id)
    if uow.session.scalar(done) is not None:
        return None
    if record.person_id != data["person_id"] or reservation.state not in ACTIVE_STATES:
        raise Conflict("collection.case_closed")
    return record


def _ensure_unchanged(
    uow: UnitOfWork, record: models.Record, target: tuple[str, str, str | None], base: int
) -> None:
    table = models.RecordVersion
    section, _, object_id = target
    newer = select(table.version).where(
        table.record_id == record.record_id,
        table.version > base,
        table.section == section,
        table.object_id.is_not_distinct_from(None if section == BASIC else object_id),
    )
    if uow.session.scalars(newer.limit(1)).first() is not None:
        raise Conflict("collection.object_changed_meanwhile")


def _with_content(uow: UnitOfWork, present: Submission, content: Content) -> Submission:
    files = find_files(uow.session, content)
    return replace(present, content=content, files=files)


def _add_version(
    uow: UnitOfWork,
    record: models.Record,
    submission: Submission,
    cause: tuple[models.RecordVersion, Data | None],
) -> None:
    add_version(uow, record, submission, *cause)
    close_case(uow, cause[0].case_id)
