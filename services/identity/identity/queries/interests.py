"""Declarations of staff, as their administrators read them."""

from typing import Any

from chassis.db import page
from contracts.context import CallContext
from contracts.errors import NotFound
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from identity.models import Authority, Staff
from identity.queries.views import declaration_view, staff_brief


def list_interests(
    session: Session,
    context: CallContext,
    *,
    declared: bool | None,
    authority_id: str | None,
    cursor: str | None,
    limit: int | None,
) -> dict[str, Any]:
    """Return one page of the staff within the caller's authority, and when each declared."""
    wanted = _staff_within(context)
    if declared is not None:
        at = Staff.interests_declared_at
        wanted = wanted.where(at.is_not(None) if declared else at.is_(None))
    if authority_id:
        wanted = wanted.where(Staff.authority_id == authority_id)
    return page(session, wanted, [Staff.username], cursor, limit, lambda row: staff_brief(*row[:2]))


def get_interests(session: Session, context: CallContext, staff_id: str) -> dict[str, Any]:
    """Return what one member of staff has declared; raises NotFound for staff of others."""
    wanted = _staff_within(context).where(Staff.staff_id == staff_id)
    row = session.execute(wanted).one_or_none()
    if row is None:
        raise NotFound("identity.staff_not_found")
    staff, authority = row
    return {**staff_brief(staff, authority), **declaration_view(staff)}


def _staff_within(context: CallContext) -> Select[Staff, Authority]:
    here = Authority.path.startswith(context.authority_path or "", autoescape=True)
    found = select(Staff, Authority).join(Authority, Authority.authority_id == Staff.authority_id)
    return found.where(Staff.active, here)
