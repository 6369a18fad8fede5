"""Index cases of earlier versions by the key of their person's name (ADR 0075)."""

from collections.abc import Iterable

from chassis.crypto import cipher
from chassis.db import UnitOfWork
from contracts.events import NAME_PURPOSE
from sqlalchemy import update

from casework.cases.kinds import ReviewKind


def index_by_name_key(
    uow: UnitOfWork, reviews: Iterable[ReviewKind], person_id: str, name_sealed: str
) -> None:
    """Replace the index of the printed name in all cases of a person; safe to repeat."""
    name = cipher().open(name_sealed, NAME_PURPOSE)
    for review in reviews:
        table, indexes = review.case_model, review.applicant_indexes
        is_old = table.name_index == indexes.of_printed_name(name)
        statement = update(table).where(table.person_id == person_id, is_old)
        uow.session.execute(statement.values(indexes.of_name(name)))
