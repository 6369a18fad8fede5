"""Declare conflicts of interest of a member of staff, oneself or as their administrator (R6.4)."""

from typing import Any

from casework import audit
from chassis.clock import from_wire, to_wire
from chassis.crypto import cipher, same
from chassis.db import UnitOfWork
from contracts.errors import Conflict, NotFound, PreconditionFailed
from sqlalchemy import select

from identity.domain.interests import Interests, withdraw
from identity.models import Authority, Staff
from identity.models.staff import IDENTITY_PURPOSE
from identity.queries.interests import get_interests


def declare_interests(
    uow: UnitOfWork, staff_id: str, interests: Interests, expected_version: int | None = None
) -> dict[str, Any]:
    """Keep what a member of staff declares, nothing included; one's own identity stays for good.

    Nobody can thus avoid a conflict by declaring another identity. Raises Conflict for that,
    PreconditionFailed for a declaration made on an older one.
    """
    staff = _lock(uow, staff_id)
    index = _index_of(interests)
    if _is_another(staff, index):
        raise Conflict("identity.identity_declared")
    details = _replace(uow, staff, interests, index, expected_version)
    audit.record(uow, audit.Act("interests_declared", details=details))
    return {}


def enter_interests(
    uow: UnitOfWork, staff_id: str, interests: Interests, expected_version: int | None = None
) -> dict[str, Any]:
    """Keep what an administrator enters for a member of their staff, who has declared it then.

    Only the platform's administrator replaces an identity that was declared, and not their own.
    """
    staff = _lock(uow, staff_id, within=uow.context.authority_path or "")
    index = _index_of(interests)
    replaced = _is_another(staff, index)
    may_replace = uow.context.is_staff("platform_admin") and staff_id != uow.context.actor_id
    if replaced and not may_replace:
        raise Conflict("identity.staff_identity_declared")
    details = _replace(uow, staff, interests, index, expected_version)
    whose = {"staff_id": staff.staff_id, "identity_replaced": replaced}
    audit.record(uow, audit.Act("interests_entered", details=whose | details))
    return {}


def record_look(uow: UnitOfWork, staff_id: str) -> dict[str, Any]:
    """Record that an administrator reads a declaration; raises NotFound for staff of others."""
    found = get_interests(uow.session, uow.context, staff_id)
    audit.record(uow, audit.Act("interests_opened", details={"staff_id": found["staff_id"]}))
    return {}


def _lock(uow: UnitOfWork, staff_id: str, within: str | None = None) -> Staff:
    """Return active staff, locked; `within` is the path of the authority that they must belong to."""
    wanted = select(Staff).where(Staff.staff_id == staff_id, Staff.active)
    if within is not None:
        here = Authority.path.startswith(within, autoescape=True)
        wanted = wanted.join(Authority).where(here)
    staff = uow.session.scalars(wanted.with_for_update(of=Staff)).one_or_none()
    if staff is None:
        raise NotFound("identity.staff_not_found")
    return staff


def _index_of(interests: Interests) -> bytes | None:
    key = interests.identity_key
    return cipher().blind_index(key, IDENTITY_PURPOSE) if key is not None else None


def _is_another(staff: Staff, index: bytes | None) -> bool:
    declared = staff.identity_index
    return index is not None and declared is not None and not same(declared, index)


def _replace(
    uow: UnitOfWork,
    staff: Staff,
    interests: Interests,
    index: bytes | None,
    expected_version: int | None,
) -> dict[str, Any]:
    """Put a declaration in the place of the former one; returns what the log says of it."""
    if expected_version not in (None, staff.interests_version):
        raise PreconditionFailed(details={"current_version": staff.interests_version})
    before, after = staff.employer_usccs, list(interests.employer_usccs)
    since = {uscc: from_wire(moment) for uscc, moment in staff.withdrawn_employers.items()}
    withdrawn = withdraw(before, after, since, uow.now)
    if withdrawn is None:
        raise Conflict("identity.too_many_withdrawn")
    staff.identity_index = index if index is not None else staff.identity_index
    staff.employer_usccs = after
    staff.withdrawn_employers = {uscc: to_wire(moment) for uscc, moment in withdrawn.items()}
    staff.interests_declared_at = uow.now
    staff.interests_version += 1
    identity_declared = staff.identity_index is not None
    return {
        "identity_declared": identity_declared,
        "employers_before": before,
        "employers": after,
    }
