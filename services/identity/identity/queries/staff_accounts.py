"""Staff as their administrators see them."""

from typing import Any

from chassis.clock import to_wire
from chassis.db import page
from contracts.context import CallContext
from contracts.errors import NotFound
from contracts.values.masking import mask_phone
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from identity.domain.staff_accounts import ACTIVE, INVITED, NO_PASSWORD, SUSPENDED, status_of
from identity.models import Authority, Staff, StaffLink
from identity.models.staff import has_role
from identity.queries.views import staff_brief

_STATUS: dict[str, ColumnElement[bool]] = {
    INVITED: and_(Staff.active, Staff.password_hash == NO_PASSWORD),
    ACTIVE: and_(Staff.active, Staff.password_hash != NO_PASSWORD),
    SUSPENDED: Staff.active.is_(False),
}


def list_staff(
    session: Session,
    context: CallContext,
    *,
    authority_id: str | None,
    role: str | None,
    status: str | None,
    q: str | None,
    cursor: str | None,
    limit: int | None,
) -> dict[str, Any]:
    """Return one page of the staff within the caller's authority, by username."""
    wanted = _staff_within(context)
    if authority_id:
        wanted = wanted.where(Staff.authority_id == authority_id)
    if role:
        wanted = wanted.where(has_role(role))
    if status:
        wanted = wanted.where(_STATUS[status])
    if q:
        beginning = q.strip().lower()
        by_username = Staff.username.startswith(beginning, autoescape=True)
        wanted = wanted.where(or_(by_username, Staff.name.startswith(q.strip(), autoescape=True)))
    return page(
        session, wanted, [Staff.username], cursor, limit, lambda row: account_view(*row[:3])
    )


def get_account(session: Session, context: CallContext, staff_id: str) -> dict[str, Any]:
    """Return one member of staff; raises NotFound for staff of others."""
    row = session.execute(_staff_within(context).where(Staff.staff_id == staff_id)).one_or_none()
    if row is None:
        raise NotFound("identity.staff_not_found")
    return account_view(*row)


def account_view(staff: Staff, authority: Authority, link: StaffLink | None) -> dict[str, Any]:
    """Return an account as administrators see it."""
    enrolled_at = staff.totp_enrolled_at
    return {
        **staff_brief(staff, authority),
        "masked_phone": mask_phone(staff.phone) if staff.phone else None,
        "status": status_of(staff.password_hash, active=staff.active),
        "totp_enrolled_at": to_wire(enrolled_at) if enrolled_at else None,
        "link_expires_at": to_wire(link.expires_at) if link else None,
        "created_at": to_wire(staff.created_at),
        "version": staff.version,
    }


def _staff_within(context: CallContext) -> Select[Staff, Authority, StaffLink]:
    here = Authority.path.startswith(context.authority_path or "", autoescape=True)
    return (
        select(Staff, Authority, StaffLink)
        .join(Authority, Authority.authority_id == Staff.authority_id)
        .outerjoin(StaffLink, StaffLink.staff_id == Staff.staff_id)
        .where(here)
    )
