"""Files of an approved change: taken into the record, the old ones kept in its history."""

from collections.abc import Mapping, Sequence
from typing import Any

from chassis.db import UnitOfWork
from contracts.record_fields import BASIC, BASIC_ATTACHMENTS
from sqlalchemy import select, update

from collection import models

Data = Mapping[str, Any]
Target = tuple[str, str, str | None]
_KNOWN = ("kind", "file_name", "media_type", "size", "sha256", "width", "height")


def files_of(section: str, values: Data | None) -> dict[str, str]:
    """Return the files that the values of one object name, by kind."""
    if values is None:
        return {}
    if section == BASIC:
        return {kind: values[name] for name, kind in BASIC_ATTACHMENTS.items() if values.get(name)}
    return dict(values.get("attachments") or {})


def attach_changed_files(
    uow: UnitOfWork,
    record: models.Record,
    target: Target,
    after: Data | None,
    new_files: Sequence[Data],
) -> None:
    """Make the files that the new values name those of the object, and detach its old ones.

    What was detached stays, since the earlier snapshot shows it.
    """
    section, _, object_id = target
    row_id = None if section == BASIC else object_id
    wanted = set(files_of(section, after).values())
    table = models.Attachment
    own = table.record_id == record.record_id
    place = own & (table.section == section) & table.row_id.is_not_distinct_from(row_id)
    gone = place & table.detached_at.is_(None) & table.attachment_id.not_in(wanted)
    uow.session.execute(update(table).where(gone).values(detached_at=uow.now))
    back = own & table.attachment_id.in_(wanted)
    uow.session.execute(
        update(table).where(back).values(section=section, row_id=row_id, detached_at=None)
    )
    known = set(uow.session.scalars(select(table.attachment_id).where(back)))
    uow.session.add_all(
        _new_row(uow, record, (section, row_id), file)
        for file in new_files
        if file["attachment_id"] in wanted - known
    )
    uow.session.flush()


def _new_row(
    uow: UnitOfWork, record: models.Record, place: tuple[str, str | None], file: Data
) -> models.Attachment:
    section, row_id = place
    return models.Attachment(
        attachment_id=file["attachment_id"],
        record_id=record.record_id,
        section=section,
        row_id=row_id,
        key=file["attachment_id"],
        claimed_at=uow.now,
        detached_at=None,
        **{name: file.get(name) for name in _KNOWN},
    )
