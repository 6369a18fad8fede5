"""Declare conflicts of interest of a member of staff (R6.4)."""

from typing import Any

from casework import audit
from chassis.crypto import cipher, same
from chassis.db import UnitOfWork
from contracts.errors import Conflict, NotFound
from sqlalchemy import select

from identity.domain.interests import Interests
from identity.models import Staff
from identity.models.staff import IDENTITY_PURPOSE


def declare_interests(uow: UnitOfWork, staff_id: str, interests: Interests) -> dict[str, Any]:
    """Keep a declaration; employers replace the former ones, one's own identity stays for good.

    Nobody can thus avoid a conflict by declaring another identity. Raises Conflict for that.
    """
    wanted = select(Staff).where(Staff.staff_id == staff_id, Staff.active).with_for_update()
    staff = uow.session.scalars(wanted).one_or_none()
    if staff is None:
        raise NotFound("identity.staff_not_found")
    if interests.identity_key is not None:
        _set_identity(staff, cipher().blind_index(interests.identity_key, IDENTITY_PURPOSE))
    details = {
        "identity_declared": staff.identity_index is not None,
        "employers_before": staff.employer_usccs,
        "employers": list(interests.employer_usccs),
    }
    staff.employer_usccs = list(interests.employer_usccs)
    audit.record(uow, audit.Act("interests_declared", details=details))
    return {}


def _set_identity(staff: Staff, index: bytes) -> None:
    if staff.identity_index is not None and not same(staff.identity_index, index):
        raise Conflict("identity.identity_declared")
    staff.identity_index = index
