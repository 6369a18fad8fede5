"""Announcements as they are read: what shows now, and all of them for administrators."""

from datetime import datetime
from typing import Any

from chassis.clock import to_wire
from chassis.db import canonical_id, page
from contracts.errors import NotFound
from contracts.reference import region_chain
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from notify.domain.announcements import EVERYONE, KIND_NAMES, MOST_SHOWN, PUBLISHED, is_shown
from notify.models import Announcement

_PLAIN = ("notice_id", "kind", "title", "text", "link", "audience", "region_code")


def list_shown(
    session: Session, audience: str | None, region: str | None, now: datetime
) -> dict[str, Any]:
    """Return what shows now to an audience in a region; without them, what everybody reads."""
    table = Announcement
    audiences = {EVERYONE, audience or EVERYONE}
    regions = region_chain(region) if region else ()
    statement = (
        select(table)
        .where(
            table.status == PUBLISHED,
            table.starts_at <= now,
            table.ends_at > now,
            table.audience.in_(audiences),
            or_(table.region_code.is_(None), table.region_code.in_(regions)),
        )
        .order_by(table.starts_at.desc(), table.notice_id.desc())
        .limit(MOST_SHOWN)
    )
    return {"items": [_public_view(one) for one in session.scalars(statement)]}


def list_all(
    session: Session, status: str | None, cursor: str | None, limit: int | None, now: datetime
) -> dict[str, Any]:
    """Return one page of all announcements, the latest to begin first."""
    table = Announcement
    statement = select(table)
    if status is not None:
        statement = statement.where(table.status == status)
    columns = (table.starts_at.desc(), table.notice_id.desc())
    return page(session, statement, columns, cursor, limit, lambda one: admin_view(one, now))


def get_announcement(session: Session, notice_id: str, now: datetime) -> dict[str, Any]:
    """Return one announcement; raises NotFound."""
    found = session.get(Announcement, checked_id(notice_id))
    if found is None:
        raise NotFound("notify.notice_not_found")
    return admin_view(found, now)


def checked_id(text: str) -> str:
    """Return an id that can be looked for; what is no id names nothing, so raises NotFound."""
    try:
        return str(canonical_id(text))
    except NotFound:
        raise NotFound("notify.notice_not_found") from None


def admin_view(one: Announcement, now: datetime) -> dict[str, Any]:
    """Return an announcement as administrators see it."""
    return {
        **_public_view(one),
        "status": one.status,
        "shown": is_shown(one.status, one.starts_at, one.ends_at, now),
        "version": one.version,
        "created_at": to_wire(one.created_at),
        "updated_at": to_wire(one.updated_at),
        "updated_by": one.updated_by,
    }


def _public_view(one: Announcement) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in _PLAIN},
        "kind_name": KIND_NAMES[one.kind],
        "starts_at": to_wire(one.starts_at),
        "ends_at": to_wire(one.ends_at),
        "published_at": to_wire(one.published_at) if one.published_at else None,
    }
