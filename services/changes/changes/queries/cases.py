"""What the kinds of applications share: their cases, and how a person sees one."""

from datetime import datetime
from typing import Any, TypeVar

from casework.cases.kinds import Case, ReviewKind
from casework.cases.person_queries import get_person_review
from casework.cases.views import effective_state
from contracts.errors import NotFound
from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from changes import models
from changes.queries import views
from changes.review_kinds import REVIEWS

Application = TypeVar("Application", models.CreditApplication, models.RewardPenalty)
ApplicationCase = TypeVar("ApplicationCase", models.CreditCase, models.RewardPenaltyCase)

IN_CASE = ("authority", "reasons", "note", "queue_position", "expected_at", "history")


def is_stored(session: Session, model: type[models.Base], case_id: str) -> bool:
    """Tell whether an application of this id was stored."""
    return session.get(model, case_id) is not None


def find_state(session: Session, case_id: str, now: datetime) -> str | None:
    """Return the state of a case of any kind, None if it was never stored."""
    change = session.get(models.Change, case_id)
    found = (session.get(review.case_model, case_id) for review in REVIEWS.values())
    case = next((one for one in found if one is not None), None)
    if case is not None:
        return str(effective_state(case, now))
    return views.APPROVED if change is not None else None


def person_review(
    session: Session, review: ReviewKind, case: Case | None, now: datetime
) -> dict[str, Any] | None:
    """Return the review of an application as its person sees it, None where there is no case."""
    if case is None:
        return None
    shown = get_person_review(session, review, case, now)
    return {name: shown[name] for name in IN_CASE}


def with_case(
    table: type[Application],
    case: type[ApplicationCase],
    key: InstrumentedAttribute[str],
    person_id: str,
) -> Select[Application, ApplicationCase]:
    """Return the selection of a person's applications of a kind, each with its case."""
    return select(table, case).join(case, case.case_id == key).where(table.person_id == person_id)


def get_row(
    session: Session, statement: Select[Application, ApplicationCase], what: str
) -> tuple[Application, ApplicationCase]:
    """Return the one row that is asked for; raises NotFound."""
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(f"changes.{what}_not_found")
    return row
