"""What persons are answered about their changes."""

from datetime import datetime
from typing import Any

from chassis.db import page
from contracts.errors import NotFound
from sqlalchemy import select
from sqlalchemy.orm import Session

from changes import models
from changes.queries import views
from changes.queries.cases import person_review
from changes.review_kinds import CHANGE


def list_changes(
    session: Session,
    person_id: str,
    section: str | None,
    cursor: str | None,
    limit: int | None,
    now: datetime,
) -> dict[str, Any]:
    """Return one page of a person's changes, the newest first."""
    table, case = models.Change, models.ChangeCase
    statement = (
        select(table, case)
        .outerjoin(case, case.case_id == table.change_id)
        .where(table.person_id == person_id)
    )
    if section:
        statement = statement.where(table.section == section)
    columns = (table.submitted_at.desc(), table.change_id.desc())
    return page(
        session,
        statement,
        columns,
        cursor,
        limit,
        lambda row: views.change_item(row[0], row[1], now),
    )


def get_change(
    session: Session, change_id: str, person_id: str, now: datetime, *, masked: bool
) -> dict[str, Any]:
    """Return one change of the person's own with all of before and after; raises NotFound."""
    change = session.get(models.Change, change_id)
    if change is None or change.person_id != person_id:
        raise NotFound("changes.change_not_found")
    case = session.get(models.ChangeCase, change_id)
    return {
        **views.change_item(change, case, now),
        **views.change_content(change, masked=masked),
        "review": person_review(session, CHANGE, case, now),
    }
