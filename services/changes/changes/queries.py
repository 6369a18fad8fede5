"""Read side of changes."""

from typing import Any

from contracts.reference import name_of
from sqlalchemy import select
from sqlalchemy.orm import Session

from changes.domain.field_policies import FIELD_NAMES, place_of
from changes.models import FieldPolicy


def list_field_policies(session: Session) -> dict[str, Any]:
    """Return all policies in the order of the pages; there are some dozens, so no paging."""
    policies = session.scalars(select(FieldPolicy)).all()
    in_order = sorted(policies, key=lambda policy: place_of(policy.section, policy.field))
    return {"items": [_view(policy) for policy in in_order]}


def _view(policy: FieldPolicy) -> dict[str, Any]:
    return {
        "section": policy.section,
        "section_name": name_of("change_section", policy.section),
        "field": policy.field,
        "field_name": FIELD_NAMES[policy.section][policy.field],
        "review_mode": policy.review_mode,
        "review_mode_name": name_of("review_mode", policy.review_mode),
        "changed_at": policy.changed_at.isoformat(),
    }
