"""Rows as more than one answer shows them."""

from typing import Any

from chassis.clock import from_wire, to_wire, utc_now
from contracts.platform import local_date
from sqlalchemy import Select, select

from identity.domain.interests import binds_until, still_binding
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
        **staff_brief(staff, authority),
        "person_id": staff.person_id or account_id,
        "totp_enrolled_at": to_wire(staff.totp_enrolled_at) if staff.totp_enrolled_at else None,
        **declaration_view(staff),
    }


def staff_brief(staff: Staff, authority: Authority) -> dict[str, Any]:
    """Return who a member of staff is, and when their interests were declared."""
    declared_at = staff.interests_declared_at
    return {
        "staff_id": staff.staff_id,
        "username": staff.username,
        "name": staff.name,
        "roles": staff.roles,
        "authority": {"authority_id": authority.authority_id, "name": authority.name},
        "interests_declared_at": to_wire(declared_at) if declared_at else None,
    }


def declaration_view(staff: Staff) -> dict[str, Any]:
    """Return what a member of staff has declared, and what they have withdrawn and still binds."""
    since = {uscc: from_wire(moment) for uscc, moment in staff.withdrawn_employers.items()}
    binding = still_binding(since, local_date(utc_now()))
    return {
        "identity_declared": staff.identity_index is not None,
        "employer_usccs": staff.employer_usccs,
        "withdrawn_employers": [
            {
                "uscc": uscc,
                "withdrawn_at": to_wire(moment),
                "binds_until": binds_until(moment).isoformat(),
            }
            for uscc, moment in binding.items()
        ],
        "version": staff.interests_version,
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
        "phone": authority.phone,
        "address": authority.address,
        "office_hours": authority.office_hours,
    }


def contact_view(authority: Authority) -> dict[str, Any]:
    """Return how an authority is reached, as its administrators see it."""
    moment = authority.contact_updated_at
    return {
        "authority_id": authority.authority_id,
        "name": authority.name,
        "phone": authority.phone,
        "address": authority.address,
        "office_hours": authority.office_hours,
        "version": authority.contact_version,
        "updated_at": to_wire(moment) if moment else None,
    }
