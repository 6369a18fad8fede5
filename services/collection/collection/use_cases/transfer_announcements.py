"""Tell other services where a record has gone: access follows it (ADR 0074)."""

from casework.cases.use_cases import hand_over_cases
from chassis.db import UnitOfWork
from contracts.case_kinds import TRANSFER
from sqlalchemy import select

from collection import models
from collection.domain.content import Authority
from collection.queries.records import get_authority, lock_case, lock_record
from collection.queries.submissions import find_version
from collection.review_kinds import REVIEW


def announce_transfer(
    uow: UnitOfWork,
    record: models.Record,
    row: models.RecordVersion,
    former: Authority,
    authority: Authority,
) -> None:
    """Hand the collection over to whoever keeps the record now, and publish the transfer."""
    hand_over_cases(uow, REVIEW, record.person_id, get_authority(record).path)
    sides = (("", authority), ("from_", former))
    parts = (("id", "authority_id"), ("name", "name"), ("path", "path"))
    uow.publish(
        "record_transferred",
        {
            "person_id": record.person_id,
            "case_id": row.case_id,
            "record_version": row.version,
            **{
                f"{side}authority_{part}": getattr(one, name)
                for side, one in sides
                for part, name in parts
            },
        },
    )
    row.announced_at = uow.now


def announce_earlier_transfer(uow: UnitOfWork) -> bool:
    """Announce the first transfer that took effect before access followed it; False if there is none.

    Those are of the version before, which ran here or still runs beside this one. One at a time:
    each locks a case and then its record.
    """
    table = models.RecordVersion
    statement = (
        select(table)
        .where(table.kind == TRANSFER, table.announced_at.is_(None))
        .order_by(table.created_at)
        .limit(1)
    )
    row = uow.session.scalars(statement).first()
    if row is None:
        return False
    lock_case(uow.session, row.record_id)
    record = lock_record(uow.session, row.record_id)
    former = _authority_at(uow, record, row.version - 1)
    announce_transfer(uow, record, row, former, _authority_at(uow, record, row.version))
    return True


def _authority_at(uow: UnitOfWork, record: models.Record, version: int) -> Authority:
    found = find_version(uow.session, record, version)
    authority = found.content.authority if found else None
    return authority or get_authority(record)
