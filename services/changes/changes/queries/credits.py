"""What persons are answered about their credit applications."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chassis.db import page
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from changes import models
from changes.domain.credits import CREDITS_OF_A_YEAR
from changes.queries import views
from changes.queries.cases import get_row, person_review, with_case
from changes.queries.files import file_view, list_files
from changes.review_kinds import CREDIT

Credit = tuple[models.CreditApplication, models.CreditCase]


def list_credit_applications(
    session: Session,
    person_id: str,
    year: int | None,
    cursor: str | None,
    limit: int | None,
    now: datetime,
) -> dict[str, Any]:
    """Return one page of a person's applications, the newest first, and each year's credits."""
    table = models.CreditApplication
    statement = with_case(table, models.CreditCase, table.application_id, person_id)
    if year is not None:
        statement = statement.where(table.year == year)
    columns = (table.submitted_at.desc(), table.application_id.desc())
    shown = page(session, statement, columns, cursor, limit, _credit_item(now))
    return {**shown, "totals": _totals(session, person_id)}


def _credit_item(now: datetime) -> Callable[[Credit], dict[str, Any]]:
    def item(row: Credit) -> dict[str, Any]:
        return {**views.credit_content(row[0]), **views.status_view(row[1], now)}

    return item


def _totals(session: Session, person_id: str) -> list[dict[str, Any]]:
    table = models.CreditApplication
    statement = (
        select(table.year, func.sum(table.granted_credits))
        .where(table.person_id == person_id, table.granted_credits.is_not(None))
        .group_by(table.year)
        .order_by(table.year.desc())
    )
    return [
        {"year": year, "credits": total, "complete": total >= CREDITS_OF_A_YEAR}
        for year, total in session.execute(statement)
        if total is not None
    ]


def get_credit_application(
    session: Session, application_id: str, person_id: str, now: datetime
) -> dict[str, Any]:
    """Return one application of the person's own; raises NotFound."""
    table = models.CreditApplication
    own = with_case(table, models.CreditCase, table.application_id, person_id)
    row = get_row(session, own.where(table.application_id == application_id), "credit")
    return {
        **_credit_item(now)(row),
        "proofs": [file_view(file) for file in list_files(session, application_id)],
        "review": person_review(session, CREDIT, row[1], now),
    }
