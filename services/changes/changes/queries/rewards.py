"""What persons and staff are answered about rewards and penalties."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from casework.cases.access import is_kept_below
from casework.cases.query_parameters import paths_below
from chassis.db import page
from contracts.context import CallContext
from sqlalchemy import select
from sqlalchemy.orm import Session

from changes import models
from changes.queries import views
from changes.queries.cases import get_row, person_review, with_case
from changes.review_kinds import REWARD_PENALTY

Entry = tuple[models.RewardPenalty, models.RewardPenaltyCase]

RETURNED = "returned"


def list_rewards_penalties(
    session: Session,
    person_id: str,
    status: str | None,
    cursor: str | None,
    limit: int | None,
    now: datetime,
) -> dict[str, Any]:
    """Return one page of what was recorded about a person.

    What was returned does not count and is listed only on request.
    """
    table, case = models.RewardPenalty, models.RewardPenaltyCase
    wanted = case.state == RETURNED if status == RETURNED else case.state != RETURNED
    statement = with_case(table, case, table.entry_id, person_id).where(wanted)
    columns = (table.recorded_at.desc(), table.entry_id.desc())
    return page(session, statement, columns, cursor, limit, _entry_item(now))


def _entry_item(now: datetime) -> Callable[[Entry], dict[str, Any]]:
    def item(row: Entry) -> dict[str, Any]:
        shown = {**views.entry_content(row[0]), **views.status_view(row[1], now)}
        return {**shown, "available_actions": []}

    return item


def get_reward_penalty(
    session: Session, entry_id: str, person_id: str, now: datetime
) -> dict[str, Any]:
    """Return one entry about the person, with why it did not pass; raises NotFound."""
    table = models.RewardPenalty
    own = with_case(table, models.RewardPenaltyCase, table.entry_id, person_id)
    row = get_row(session, own.where(table.entry_id == entry_id), "entry")
    return {**_entry_item(now)(row), "review": person_review(session, REWARD_PENALTY, row[1], now)}


def list_recorded(
    session: Session,
    context: CallContext,
    person_id: str | None,
    cursor: str | None,
    limit: int | None,
    now: datetime,
) -> dict[str, Any]:
    """Return one page of what was recorded about people of the caller's authority and below it."""
    table, case = models.RewardPenalty, models.RewardPenaltyCase
    below = is_kept_below(case, paths_below(context.authority_path))
    statement = select(table, case).join(case, case.case_id == table.entry_id).where(below)
    if person_id:
        statement = statement.where(table.person_id == person_id)
    columns = (table.recorded_at.desc(), table.entry_id.desc())
    return page(session, statement, columns, cursor, limit, _recorded_item(now))


def _recorded_item(now: datetime) -> Callable[[Entry], dict[str, Any]]:
    def item(row: Entry) -> dict[str, Any]:
        entry, case = row[0], row[1]
        return {**_entry_item(now)(row), **_who(entry, case)}

    return item


def _who(entry: models.RewardPenalty, case: models.RewardPenaltyCase) -> dict[str, Any]:
    return {
        "person_id": entry.person_id,
        "masked_name": case.masked_name,
        "recorded_by_name": entry.recorded_by_name,
        "reasons": case.reasons,
        "note": case.note,
    }


def get_entry(session: Session, entry_id: str, now: datetime) -> dict[str, Any]:
    """Return one entry as staff see it after they recorded it."""
    entry = session.get_one(models.RewardPenalty, entry_id)
    case = session.get_one(models.RewardPenaltyCase, entry_id)
    return _recorded_item(now)((entry, case))
