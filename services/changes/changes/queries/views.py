"""Changes, applications and entries as they are answered."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from casework.cases.kinds import Case
from casework.cases.views import effective_state
from chassis.clock import to_wire
from contracts.reference import name_of

from changes.domain.comparison import compare, field_rows, shown_values
from changes.domain.credits import CONVERSIONS
from changes.models import Change, CreditApplication, RewardPenalty

APPROVED, SUBMITTED = "approved", "submitted"
WITHDRAW = "withdraw"


def section_name(section: str) -> str:
    """Return the name of a page."""
    return name_of("change_section", section)


def change_head(change: Change) -> dict[str, Any]:
    """Return the columns of the list of changes, with their names (R4.3.1)."""
    return {
        "change_id": change.change_id,
        "section": change.section,
        "section_name": section_name(change.section),
        "action": change.action,
        "action_name": name_of("change_action", change.action),
        "origin": change.origin,
        "origin_name": name_of("change_origin", change.origin),
        "review_mode": change.review_mode,
        "review_mode_name": name_of("review_mode", change.review_mode),
        "object_id": change.object_id,
        "base_version": change.base_version,
        "submitted_at": to_wire(change.submitted_at),
    }


def change_item(change: Change, case: Case | None, now: datetime) -> dict[str, Any]:
    """Return a change as its person finds it in the list."""
    decided = {} if case else {"decided_at": to_wire(change.submitted_at)}
    return {**change_head(change), **status_view(case, now), **decided}


def status_view(case: Case | None, now: datetime) -> dict[str, Any]:
    """Return the status of an application; without a case it took effect at once.

    One that was returned or withdrawn is closed: a new one is asked for.
    """
    status = str(effective_state(case, now)) if case else APPROVED
    return {
        "status": status,
        "status_name": name_of("case_state", status),
        "decided_at": to_wire(case.decided_at) if case and case.decided_at else None,
        "available_actions": [WITHDRAW] if status == SUBMITTED else [],
    }


def change_content(change: Change, *, masked: bool) -> dict[str, Any]:
    """Return before and after: whole, field by field, and the differences alone."""
    before, after = change.before, change.after
    section = change.section
    rows = field_rows(section, before, after, masked=masked)
    shown = {row["field"]: row for row in rows}
    diff = [one.to_dict() for one in compare(section, change.object_id, before, after)]
    return {
        "before": shown_values(section, before, masked=masked),
        "after": shown_values(section, after, masked=masked),
        "fields": rows,
        "diff": [
            {**one, "before": shown[one["field"]]["before"], "after": shown[one["field"]]["after"]}
            for one in diff
        ],
        "files_before": [asdict(file) for file in before.files],
        "files_after": [asdict(file) for file in after.files],
    }


def credit_content(row: CreditApplication) -> dict[str, Any]:
    """Return an application with the names of its codes."""
    return {
        "application_id": row.application_id,
        "year": row.year,
        "kind": row.kind,
        "kind_name": name_of("credit_kind", row.kind),
        "title": row.title,
        "achieved_on": row.achieved_on,
        "role": row.role,
        "quantity": row.quantity,
        "unit": CONVERSIONS[row.kind].unit or None,
        "remark": row.remark,
        "computed_credits": row.computed_credits,
        "granted_credits": row.granted_credits,
        "submitted_at": to_wire(row.submitted_at),
    }


def entry_content(row: RewardPenalty) -> dict[str, Any]:
    """Return a reward or penalty with the name of its kind."""
    return {
        "entry_id": row.entry_id,
        "kind": row.kind,
        "kind_name": name_of("reward_penalty_kind", row.kind),
        "title": row.title,
        "level": row.level,
        "basis": row.basis,
        "document_no": row.document_no,
        "decided_by": row.decided_by,
        "decided_on": row.decided_on,
        "remark": row.remark,
        "recorded_at": to_wire(row.recorded_at),
    }
