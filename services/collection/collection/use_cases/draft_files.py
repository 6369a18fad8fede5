"""Files of a draft: put in their place, taken from it, and removed once nobody needs them."""

from collections.abc import Collection
from datetime import timedelta

from casework.attachments.claiming import file_columns
from chassis.db import UnitOfWork
from chassis.storage.sweeping import may_delete_references
from contracts.errors import Violation
from sqlalchemy import delete, exists, select, update

from collection import models
from collection.use_cases.form_files import FormFiles, WantedFile

# Reviewers may be looking at what the person just replaced.
KEEP_DETACHED = timedelta(hours=24)
SWEEP_BATCH = 500

Place = tuple[str, str | None]


def attach_files(
    uow: UnitOfWork, record_id: str, place: Place, files: FormFiles
) -> list[Violation]:
    """Make the files that the form names the files of this place, and detach all others.

    Reports files that belong to another place or are of another kind.
    """
    _detach_others(uow, record_id, place, set(files.by_kind().values()))
    present = _find_rows(uow, record_id, files.by_kind().values())
    found = []
    for wanted in files.wanted:
        row = present.get(wanted.attachment_id)
        if row is not None:
            found += _attach_again(row, place, wanted)
        elif wanted.attachment_id in files.claimed:
            uow.session.add(_new_row(uow, record_id, place, files, wanted))
    return found


def _detach_others(uow: UnitOfWork, record_id: str, place: Place, kept: Collection[str]) -> None:
    table = models.Attachment
    section, row_id = place
    uow.session.execute(
        update(table)
        .where(
            table.record_id == record_id,
            table.section == section,
            table.row_id.is_not_distinct_from(row_id),
            table.detached_at.is_(None),
            table.attachment_id.not_in(kept),
        )
        .values(detached_at=uow.now)
    )


def _find_rows(
    uow: UnitOfWork, record_id: str, ids: Collection[str]
) -> dict[str, models.Attachment]:
    if not ids:
        return {}
    table = models.Attachment
    statement = select(table).where(
        table.record_id == record_id, table.attachment_id.in_(list(ids))
    )
    rows = uow.session.execute(statement.execution_options(populate_existing=True)).scalars()
    return {row.attachment_id: row for row in rows}


def _attach_again(row: models.Attachment, place: Place, wanted: WantedFile) -> list[Violation]:
    """A file that was replaced may come back, to this place or to another."""
    if row.kind != wanted.kind:
        return [Violation(wanted.field, "attachment.kind_mismatch")]
    if row.detached_at is None and (row.section, row.row_id) != place:
        return [Violation(wanted.field, "collection.attachment_in_use")]
    row.section, row.row_id = place
    row.detached_at = None
    return []


def _new_row(
    uow: UnitOfWork, record_id: str, place: Place, files: FormFiles, wanted: WantedFile
) -> models.Attachment:
    section, row_id = place
    return models.Attachment(
        record_id=record_id,
        section=section,
        row_id=row_id,
        key=wanted.attachment_id,
        claimed_at=uow.now,
        detached_at=None,
        **file_columns(files.claimed[wanted.attachment_id]),
    )


def delete_detached(uow: UnitOfWork) -> list[str]:
    """Drop files that were replaced a day ago and that no submission shows; return their keys.

    None while a backup runs: it copies what the rows of its snapshot name.
    """
    if not may_delete_references(uow):
        return []
    table, shown = models.Attachment, models.SnapshotAttachment
    is_shown = exists().where(shown.attachment_id == table.attachment_id)
    old = (
        select(table.attachment_id)
        .where(table.detached_at < uow.now - KEEP_DETACHED, ~is_shown)
        .order_by(table.detached_at)
        .limit(SWEEP_BATCH)
        .with_for_update(skip_locked=True)
    )
    gone = delete(table).where(table.attachment_id.in_(old)).returning(table.key)
    return list(uow.session.execute(gone).scalars())
