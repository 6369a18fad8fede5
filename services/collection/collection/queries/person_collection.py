"""The whole collection of a person, as they see it."""

import json
from datetime import datetime
from typing import Any

from casework.cases.person_queries import get_person_review
from casework.domain.applicants import Applicant
from sqlalchemy.orm import Session

from collection import models
from collection.domain import editing
from collection.domain.completeness import find_blocking
from collection.domain.content import Content
from collection.domain.periods import month_of
from collection.domain.submissions import Files
from collection.queries import views
from collection.queries.drafts import load_draft
from collection.queries.records import find_record_and_case
from collection.queries.submissions import find_return, get_approved_submission
from collection.review_kinds import REVIEW

EMPTY: tuple[Content, dict[str, Any]] = (Content(), {})


def find_applicant(session: Session, person_id: str) -> Applicant | None:
    """Return the fixed fields of a verified person as far as they are known here."""
    known = session.get(models.Person, person_id)
    return Applicant.from_dict(json.loads(known.facts)) if known and known.facts else None


def find_recent_collection(
    session: Session, person_id: str, now: datetime, since: datetime
) -> dict[str, Any] | None:
    """Return the collection of a person whose fixed fields were asked for since, else None."""
    known = session.get(models.Person, person_id)
    if known is None or known.facts_at is None or known.facts_at <= since:
        return None
    facts = find_applicant(session, person_id)
    return get_collection(session, person_id, facts, now) if facts else None


def get_collection(
    session: Session, person_id: str, person: Applicant, now: datetime
) -> dict[str, Any]:
    """Return the whole collection of a person, started or not."""
    record, case = find_record_and_case(session, person_id)
    draft = _content(session, record) if record else EMPTY
    answer = views.collection_view(record, case, draft, person, now)
    is_editable = editing.EDIT in answer["available_actions"]
    blockers = _blockers(session, record, draft[0], person, now) if is_editable else []
    return {**answer, "review": _review(session, record, case, now), "missing": blockers}


def _content(session: Session, record: models.Record) -> tuple[Content, Files]:
    """Return the draft, or what is approved: changes no longer go by way of the draft."""
    if record.approved_snapshot_id is None:
        return load_draft(session, record)
    approved = get_approved_submission(session, record)
    return approved.content, approved.files


def _blockers(
    session: Session,
    record: models.Record | None,
    content: Content,
    person: Applicant,
    now: datetime,
) -> list[dict[str, str]]:
    found = find_blocking(content, person, find_return(session, record), month_of(now))
    return [one.to_dict() for one in found]


def _review(
    session: Session, record: models.Record | None, case: models.Case | None, now: datetime
) -> dict[str, Any] | None:
    if record is None or case is None:
        return None
    return views.review_view(record, case, get_person_review(session, REVIEW, case, now))
