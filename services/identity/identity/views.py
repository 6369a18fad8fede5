"""Rows as more than one answer shows them."""

from typing import Any

from identity.models import Authority, Staff


def staff_view(staff: Staff, authority: Authority) -> dict[str, Any]:
    """Return a member of staff as they see themselves."""
    return {
        "staff_id": staff.staff_id,
        "username": staff.username,
        "name": staff.name,
        "roles": staff.roles,
        "authority": {"authority_id": authority.authority_id, "name": authority.name},
        "person_id": staff.person_id,
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
