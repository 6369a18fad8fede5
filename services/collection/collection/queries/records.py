"""Records, and where each stands."""

from collections.abc import Sequence
from typing import NamedTuple

from contracts.errors import Conflict
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from collection import models
from collection.domain.content import Authority
from collection.domain.reservations import ACTIVE_STATES


class RecordStatus(NamedTuple):
    """The status of a person's record, as far as there is anything."""

    record: models.Record | None = None
    case: models.Case | None = None
    open_kinds: Sequence[str] = ()


# Read with every answer while a person fills in the draft: building a statement takes as long as
# running it, so it is built once.
_RECORD_AND_CASE = (
    select(models.Record, models.Case)
    .outerjoin(models.Case, models.Case.case_id == models.Record.record_id)
    .where(models.Record.person_id == bindparam("person_id"))
)


def find_record(session: Session, person_id: str, *, lock: bool = False) -> models.Record | None:
    """Return the person's record; with `lock` it is locked until the transaction ends."""
    statement = select(models.Record).where(models.Record.person_id == person_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.execute(statement).scalar_one_or_none()


def lock_record(session: Session, record_id: str) -> models.Record:
    """Return a record that is there, locked until the transaction ends."""
    return session.get_one(models.Record, record_id, with_for_update=True, populate_existing=True)


def lock_case(session: Session, record_id: str) -> None:
    """Lock the review case of a record; like every case, before the record that it is about."""
    session.get(models.Case, record_id, with_for_update=True, populate_existing=True)


def find_case(session: Session, record_id: str) -> models.Case | None:
    """Return the review case of a record, if it was ever submitted."""
    return session.get(models.Case, record_id)


def find_record_and_case(
    session: Session, person_id: str
) -> tuple[models.Record | None, models.Case | None]:
    """Return the person's record and its review case, as far as there are any."""
    found = session.execute(_RECORD_AND_CASE, {"person_id": person_id}).one_or_none()
    return (found[0], found[1]) if found else (None, None)


def find_record_statuses(session: Session, person_ids: Sequence[str]) -> dict[str, RecordStatus]:
    """Return record, review case and kinds of open cases of those who have any, by person."""
    cases = models.Reservation
    kinds = (
        select(func.array_agg(cases.kind.distinct()))
        .where(cases.record_id == models.Record.record_id, cases.state.in_(ACTIVE_STATES))
        .scalar_subquery()
    )
    statement = (
        select(models.Record, models.Case, kinds)
        .outerjoin(models.Case, models.Case.case_id == models.Record.record_id)
        .where(models.Record.person_id.in_(person_ids))
    )
    return {
        record.person_id: RecordStatus(record, case, sorted(found or ()))
        for record, case, found in session.execute(statement)
    }


def get_authority(record: models.Record) -> Authority:
    """Return the authority that an approved record belongs to; raises Conflict before."""
    if record.authority is None:
        raise Conflict("collection.not_approved")
    return record.authority
