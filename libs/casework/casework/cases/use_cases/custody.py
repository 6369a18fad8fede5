"""Follow a record to the authority that took its person in: who keeps closed cases (ADR 0074)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chassis.db import UnitOfWork
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from casework.cases.access import access_path
from casework.cases.kinds import ReviewKind
from casework.cases.models import RecordCustodianMixin
from casework.domain.states import CLOSED_STATES


@dataclass(frozen=True, slots=True)
class RecordMove:
    """A record has gone to another authority; `record_version` orders the moves of one record."""

    person_id: str
    record_version: int
    authority_path: str

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "RecordMove":
        """Return the move that an event `record_transferred` tells of."""
        return cls(data["person_id"], data["record_version"], data["authority_path"])


def follow_record(
    uow: UnitOfWork,
    reviews: Iterable[ReviewKind],
    custodians: type[RecordCustodianMixin],
    move: RecordMove,
) -> None:
    """Hand a person's closed cases to the authority that keeps the record now.

    The same move again changes nothing, and neither does one that a later one has overtaken.
    """
    if _note(uow, custodians, move):
        for review in reviews:
            hand_over_cases(uow, review, move.person_id, move.authority_path)


def is_overtaken(uow: UnitOfWork, custodians: type[RecordCustodianMixin], move: RecordMove) -> bool:
    """Tell whether a later move of the same record has been followed already."""
    known = select(custodians.record_version).where(custodians.person_id == move.person_id)
    version = uow.session.scalar(known)
    return version is not None and version > move.record_version


def hand_over_cases(uow: UnitOfWork, review: ReviewKind, person_id: str, path: str) -> None:
    """Let an authority keep a person's closed cases of a kind and their second reviews."""
    cases, second = review.case_model, review.second_review_model
    of_person = (cases.person_id == person_id, cases.kind == review.kind)
    closed = cases.state.in_([state.value for state in CLOSED_STATES])
    for table, conditions in (
        (cases, (*of_person, closed)),
        (second, (second.case_id.in_(select(cases.case_id).where(*of_person)),)),
    ):
        # Who decided a case needs no custodian: the record has come back.
        keeps = func.nullif(path, table.authority_path)
        uow.session.execute(
            update(table)
            .where(*conditions, access_path(table) != path)
            .values(custodian_path=keeps)
            .execution_options(synchronize_session=False)
        )


def _note(uow: UnitOfWork, custodians: type[RecordCustodianMixin], move: RecordMove) -> bool:
    """Keep the latest move of a record; the row's lock lets one at a time follow it."""
    values = {
        "authority_path": move.authority_path,
        "record_version": move.record_version,
    }
    statement = (
        insert(custodians)
        .values(person_id=move.person_id, **values)
        .on_conflict_do_update(
            index_elements=["person_id"],
            set_=values,
            where=custodians.record_version < move.record_version,
        )
        .returning(custodians.person_id)
    )
    return uow.session.execute(statement).first() is not None
