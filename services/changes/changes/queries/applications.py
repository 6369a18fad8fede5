"""What persons and staff are answered about changes, credits, rewards and penalties."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from casework.cases.kinds import Case, ReviewKind
from casework.cases.person_queries import get_person_review
from casework.cases.views import effective_state
from chassis.db import page
from contracts.context import CallContext
from contracts.errors import NotFound
from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from changes import models, views
from changes.domain.credits import CREDITS_OF_A_YEAR
from changes.files import facts_of, list_files
from changes.review_kinds import CHANGE, CREDIT, REWARD_PENALTY

Application = TypeVar("Application", models.CreditApplication, models.RewardPenalty)
ApplicationCase = TypeVar("ApplicationCase", models.CreditCase, models.RewardPenaltyCase)
Credit = tuple[models.CreditApplication, models.CreditCase]
Entry = tuple[models.RewardPenalty, models.RewardPenaltyCase]

RETURNED = "returned"
IN_CASE = ("authority", "reasons", "note", "queue_position", "expected_at")


def is_stored(session: Session, model: type[models.Base], case_id: str) -> bool:
    """Tell whether a matter of this id was stored."""
    return session.get(model, case_id) is not None


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
        "review": _review(session, CHANGE, case, now),
    }


def _review(
    session: Session, review: ReviewKind, case: Case | None, now: datetime
) -> dict[str, Any] | None:
    if case is None:
        return None
    shown = get_person_review(session, review, case, now)
    return {name: shown[name] for name in IN_CASE}


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
    statement = _with_case(table, models.CreditCase, table.application_id, person_id)
    if year is not None:
        statement = statement.where(table.year == year)
    columns = (table.submitted_at.desc(), table.application_id.desc())
    shown = page(session, statement, columns, cursor, limit, _credit_item(now))
    return {**shown, "totals": _totals(session, person_id)}


def _with_case(
    table: type[Application],
    case: type[ApplicationCase],
    key: InstrumentedAttribute[str],
    person_id: str,
) -> Select[Application, ApplicationCase]:
    return select(table, case).join(case, case.case_id == key).where(table.person_id == person_id)


def _only(
    session: Session, statement: Select[Application, ApplicationCase], what: str
) -> tuple[Application, ApplicationCase]:
    """Return the one row that is asked for; raises NotFound."""
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(f"changes.{what}_not_found")
    return row


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
    asked = _with_case(table, models.CreditCase, table.application_id, person_id)
    row = _only(session, asked.where(table.application_id == application_id), "credit")
    return {
        **_credit_item(now)(row),
        "proofs": [facts_of(file) for file in list_files(session, application_id)],
        "review": _review(session, CREDIT, row[1], now),
    }


def list_rewards_penalties(
    session: Session,
    person_id: str,
    status: str | None,
    cursor: str | None,
    limit: int | None,
    now: datetime,
) -> dict[str, Any]:
    """Return one page of what was recorded about a person.

    What was returned does not stand and is listed only when it is asked for.
    """
    table, case = models.RewardPenalty, models.RewardPenaltyCase
    wanted = case.state == RETURNED if status == RETURNED else case.state != RETURNED
    statement = _with_case(table, case, table.entry_id, person_id).where(wanted)
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
    asked = _with_case(table, models.RewardPenaltyCase, table.entry_id, person_id)
    row = _only(session, asked.where(table.entry_id == entry_id), "entry")
    return {**_entry_item(now)(row), "review": _review(session, REWARD_PENALTY, row[1], now)}


def list_recorded(
    session: Session,
    context: CallContext,
    person_id: str | None,
    cursor: str | None,
    limit: int | None,
    now: datetime,
) -> dict[str, Any]:
    """Return one page of what was recorded in the caller's authority and below it."""
    table, case = models.RewardPenalty, models.RewardPenaltyCase
    below = case.authority_path.startswith(
        context.authority_path or "", autoescape=True, escape="|"
    )
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


def find_state(session: Session, case_id: str, now: datetime) -> str | None:
    """Return the state of a case of any kind, None if it was never stored."""
    change = session.get(models.Change, case_id)
    kinds: tuple[ReviewKind, ...] = (CHANGE, CREDIT, REWARD_PENALTY)
    found = (session.get(review.case_model, case_id) for review in kinds)
    case = next((one for one in found if one is not None), None)
    if case is not None:
        return str(effective_state(case, now))
    return views.APPROVED if change is not None else None
