"""The policies, and the decisions about them."""

from datetime import UTC, datetime
from typing import Any

from chassis.db import page
from contracts.attachments import ATTACHMENT_RULES
from contracts.record_fields import MANUAL, RECORD_FIELDS, ROW_ATTACHMENTS, title_of_field
from contracts.reference import name_of
from sqlalchemy import select
from sqlalchemy.orm import Session

from changes.domain.field_policies import is_fixed
from changes.domain.requests import ADD, DELETE
from changes.models import FieldPolicy, FieldPolicyChange

_PUBLIC = ("section", "section_name", "field", "field_name")
_BEGINNING = datetime.fromtimestamp(0, UTC)


def list_field_policies(session: Session) -> dict[str, Any]:
    """Return all policies in the order of the pages; there are some dozens, so no paging."""
    return {"items": [_view(policy) for policy in _policies(session)]}


def review_modes(session: Session) -> dict[tuple[str, str], str]:
    """Return the review mode in force of every field."""
    return {(one.section, one.field): one.review_mode for one in _policies(session)}


def _policies(session: Session) -> list[FieldPolicy]:
    """Return the policy of every field; one that nobody has decided about may have no row."""
    stored = {(row.section, row.field): row for row in session.scalars(select(FieldPolicy))}
    since = min((row.changed_at for row in stored.values()), default=_BEGINNING)
    return [
        stored.get((section, field.name))
        or FieldPolicy(
            section=section,
            field=field.name,
            review_mode=field.review,
            version=1,
            changed_at=since,
        )
        for section, fields in RECORD_FIELDS.items()
        for field in fields.values()
    ]


def _view(policy: FieldPolicy) -> dict[str, Any]:
    return {
        "section": policy.section,
        "section_name": name_of("change_section", policy.section),
        "field": policy.field,
        "field_name": title_of_field(policy.section, policy.field),
        "review_mode": policy.review_mode,
        "review_mode_name": name_of("review_mode", policy.review_mode),
        "fixed": is_fixed(policy.section, policy.field),
        "version": policy.version,
        "changed_at": policy.changed_at.isoformat(),
    }


def list_change_policies(session: Session) -> dict[str, Any]:
    """Return how a person's change of each field is reviewed, and of whole rows."""
    return {
        "items": [_public_view(policy) for policy in _policies(session)],
        "rows": [
            {
                "section": section,
                "section_name": name_of("change_section", section),
                "action": action,
                "action_name": name_of("change_action", action),
                "review_mode": MANUAL,
                "review_mode_name": name_of("review_mode", MANUAL),
                "proofs": [_proof_view(kind) for kind in kinds],
            }
            for section, kinds in ROW_ATTACHMENTS.items()
            for action in (ADD, DELETE)
        ],
    }


def _public_view(policy: FieldPolicy) -> dict[str, Any]:
    known = RECORD_FIELDS[policy.section][policy.field]
    mode = MANUAL if is_fixed(policy.section, policy.field) else policy.review_mode
    return {
        **{name: _view(policy)[name] for name in _PUBLIC},
        "review_mode": mode,
        "review_mode_name": name_of("review_mode", mode),
        "proofs": [_proof_view(kind) for kind in known.proofs],
    }


def _proof_view(kind: str) -> dict[str, str]:
    rule = ATTACHMENT_RULES[kind]
    return {"kind": kind, "name": rule.title, "hint": rule.hint}


def get_field_policy(session: Session, section: str, field: str) -> dict[str, Any]:
    """Return one policy; it is there."""
    return _view(session.get_one(FieldPolicy, (section, field)))


def list_policy_changes(session: Session, cursor: str | None, limit: int | None) -> dict[str, Any]:
    """Return one page of decisions about policies, the newest first."""
    table = FieldPolicyChange
    columns = (table.changed_at.desc(), table.policy_change_id.desc())
    return page(session, select(table), columns, cursor, limit, _change_view)


def _change_view(change: FieldPolicyChange) -> dict[str, Any]:
    return {
        "section": change.section,
        "section_name": name_of("change_section", change.section),
        "field": change.field,
        "field_name": title_of_field(change.section, change.field),
        "version": change.version,
        "review_mode_before": change.review_mode_before,
        "review_mode": change.review_mode,
        "note": change.note,
        "changed_by": change.changed_by,
        "changed_at": change.changed_at.isoformat(),
    }
