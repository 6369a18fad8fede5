"""Versions of the approved record: the first by the approval, one more by each case in effect."""

import json
from collections.abc import Mapping
from typing import Any

from chassis.db import UnitOfWork

from collection import models
from collection.domain.content import attachment_ids
from collection.domain.submissions import Submission


def store_snapshot(
    uow: UnitOfWork, record: models.Record, number: int | None, submission: Submission
) -> str:
    """Keep a submission for good, and its files with it; return the snapshot's id.

    `number` is the round of the review, None for what came of a change.
    """
    snapshot_id = uow.new_id()
    uow.session.add(
        models.Snapshot(
            snapshot_id=snapshot_id,
            record_id=record.record_id,
            round=number,
            content=submission.to_text(),
            created_at=uow.now,
        )
    )
    uow.session.flush()
    uow.session.add_all(
        models.SnapshotAttachment(snapshot_id=snapshot_id, attachment_id=file_id)
        for file_id in attachment_ids(submission.content)
    )
    return snapshot_id


def add_version(
    uow: UnitOfWork,
    record: models.Record,
    submission: Submission,
    row: models.RecordVersion,
    after: Mapping[str, Any] | None,
) -> None:
    """Make this the approved record; `row` names the case that brought it about."""
    record.record_version += 1
    record.approved_snapshot_id = store_snapshot(uow, record, None, submission)
    record.updated_at = row.created_at = uow.now
    row.record_id, row.version = record.record_id, record.record_version
    row.snapshot_id = record.approved_snapshot_id
    row.after = None if after is None else json.dumps(after, ensure_ascii=False)
    uow.session.add(row)
