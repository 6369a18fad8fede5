"""What changes keeps of a person: changes, credit applications, rewards and penalties."""

from typing import Any

from casework.personal_data import ListPart, steps_of
from chassis.clock import utc_now
from chassis.db import page
from contracts.personal_data import PAGE
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from changes import models
from changes.queries import views
from changes.queries.cases import with_case
from changes.review_kinds import CHANGE, CREDIT, REWARD_PENALTY

_NOT_FACTS = ("available_actions",)


def list_changes(session: Session, person_id: str, cursor: str | None) -> dict[str, Any]:
    """Return one page of a person's changes in full, the first one first."""
    table, case = models.Change, models.ChangeCase
    statement = (
        select(table, case)
        .outerjoin(case, case.case_id == table.change_id)
        .where(table.person_id == person_id)
    )
    return page(
        session, statement, (table.submitted_at, table.change_id), cursor, PAGE, _change_view
    )


def list_credits(session: Session, person_id: str, cursor: str | None) -> dict[str, Any]:
    """Return one page of a person's credit applications."""
    table = models.CreditApplication
    statement = with_case(table, models.CreditCase, table.application_id, person_id)
    order = (table.submitted_at, table.application_id)
    return page(session, statement, order, cursor, PAGE, _credit_view)


def list_rewards_penalties(session: Session, person_id: str, cursor: str | None) -> dict[str, Any]:
    """Return one page of what was recorded about a person, whether or not it stands."""
    table = models.RewardPenalty
    statement = with_case(table, models.RewardPenaltyCase, table.entry_id, person_id)
    return page(session, statement, (table.recorded_at, table.entry_id), cursor, PAGE, _entry_view)


def _change_view(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    change, case = row[0], row[1]
    shown = {**views.change_item(change, case, utc_now())}
    return {**_facts(shown), **views.change_content(change, masked=False)}


def _credit_view(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return _facts({**views.credit_content(row[0]), **views.status_view(row[1], utc_now())})


def _entry_view(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return _facts({**views.entry_content(row[0]), **views.status_view(row[1], utc_now())})


def _facts(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shown.items() if name not in _NOT_FACTS}


PERSONAL_DATA: dict[str, ListPart] = {
    "changes": list_changes,
    "change_steps": steps_of(CHANGE),
    "credits": list_credits,
    "credit_steps": steps_of(CREDIT),
    "rewards_penalties": list_rewards_penalties,
    "reward_penalty_steps": steps_of(REWARD_PENALTY),
}
