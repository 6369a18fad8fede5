"""The policies, and the decisions about them."""

from typing import Any

from chassis.db import page
from contracts.record_fields import title_of_field
from contracts.reference import name_of
from sqlalchemy import select
from sqlalchemy.orm import Session

from changes.domain.field_policies import is_fixed, order_of
from changes.models import FieldPolicy, FieldPolicyChange


def list_field_policies(session: Session) -> dict[str, Any]:
    """Return all policies in the order of the pages; there are some dozens, so no paging."""
    policies = session.scalars(select(FieldPolicy)).all()
    in_order = sorted(policies, key=lambda policy: order_of(policy.section, policy.field))
    return {"items": [_view(policy) for policy in in_order]}


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
