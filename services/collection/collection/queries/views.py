"""A person's collection as it is answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casework.cases.kinds import Case
from casework.cases.views import effective_state
from casework.domain.applicants import Applicant
from chassis.clock import to_wire

from collection.domain import editing
from collection.domain.content import Content
from collection.domain.content_view import content_view
from collection.domain.masking import full_values, mask_content
from collection.domain.submissions import Files
from collection.domain.warnings import find_warnings
from collection.models import Record


def status_of(record: Record | None, case: Case | None, now: datetime) -> str:
    """Return the status of a collection as it counts at this moment."""
    state = str(effective_state(case, now)) if case else None
    return editing.status_of(has_record=record is not None, case_state=state)


def version_of(record: Record | None, case: Case | None) -> int:
    """Return the version of a collection: it grows with draft, review and approved changes."""
    own = record.draft_version + record.record_version if record else 0
    return own + (case.version if case else 0)


def collection_view(
    record: Record | None,
    case: Case | None,
    draft: tuple[Content, Files],
    person: Applicant,
    now: datetime,
) -> dict[str, Any]:
    """Return the whole collection; review and blockers are added by the query.

    What is approved is shown as the record shows it; only the draft is there to be edited.
    """
    content, files = draft
    status = status_of(record, case, now)
    is_approved = record is not None and record.approved_snapshot_id is not None
    return {
        "status": status,
        "version": version_of(record, case),
        **content_view(mask_content(content) if is_approved else content, files),
        "commitment_at": time_view(record.commitment_at if record else None),
        "person": person.masked(),
        "warnings": [one.to_dict() for one in find_warnings(content, person, files)],
        "available_actions": list(editing.ACTIONS[status]),
        "revealable": list(full_values(content, person)) if is_approved else [],
    }


def review_view(record: Record, case: Case, case_view: Mapping[str, Any]) -> dict[str, Any]:
    """Return the review as its person sees it.

    What the last return asked for stays in view until the approval, over a withdrawal too.
    """
    pending = {"reasons": record.returned_reasons, "note": record.returned_note}
    return {
        "case_id": case.case_id,
        "state": case_view["status"],
        **{key: case_view[key] for key in ("round", "authority", "submitted_at", "decided_at")},
        **{key: case_view[key] for key in ("reasons", "note", "queue_position", "expected_at")},
        "history": case_view["history"],
        **(pending if case_view["status"] == "withdrawn" else {}),
    }


def time_view(moment: datetime | None) -> str | None:
    """Return a moment as it travels."""
    return to_wire(moment) if moment else None
