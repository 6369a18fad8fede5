"""Rows as more than one answer shows them."""

from typing import Any

from sqlalchemy import Select, select

from identity.models import Account, Authority, Staff


def staff_with_interests() -> Select[Staff, Authority, str]:
    """Return the query of active staff with their authority and the account of their identity."""
    return (
        select(Staff, Authority, Account.person_id)
        .join(Authority, Authority.authority_id == Staff.authority_id)
        .outerjoin(Account, Account.identity_index == Staff.identity_index)
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
