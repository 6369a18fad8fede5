"""Rows as more than one answer shows them."""

from typing import Any

from sqlalchemy import Select, select

from identity.models import Account, Authority, Staff


def staff_with_interests() -> Select[Staff, Authority, str]:
    """Return the query of active staff with their authority and the account of their identity."""
    # Several accounts may claim one certificate until one of them is verified.
    account_id = (
        select(Account.person_id)
        .where(Account.identity_index == Staff.identity_index)
        .order_by(Account.verified_at.asc().nulls_last(), Account.created_at)
        .limit(1)
        .correlate(Staff)
        .scalar_subquery()
    )
    return (
        select(Staff, Authority, account_id)
        .join(Authority, Authority.authority_id == Staff.authority_id)
        .where(Staff.active)
    )


def staff_view(staff: Staff, authority: Authority, account_id: str | None) -> dict[str, Any]:
    """Return a member of staff as they see themselves; the account is that of their identity."""
    return {
        "staff_id": staff.staff_id,
        "username": staff.username,
        "name": staff.name,
        "roles": staff.roles,
        "authority": {"authority_id": authority.authority_id, "name": authority.name},
        "person_id": staff.person_id or account_id,
        "identity_declared": staff.identity_index is not None,
        "employer_usccs": staff.employer_usccs,
    }


def authority_view(authority: Authority, *, has_children: bool) -> dict[str, Any]:
    """Return an authority of the tree."""
    return {
        "authority_id": authority.authority_id,
        "name": authority.name,
        "short_name": authority.short_name,
        "region_code": authority.region_code,
        "level": authority.level,
        "kind": authority.kind,
        "parent_id": authority.parent_id,
        "path": authority.path,
        "is_leaf_selectable": authority.is_leaf_selectable,
        "active": authority.active,
        "has_children": has_children,
    }
