"""What the platform's administrator does with announcements (R6.6)."""

from collections.abc import Mapping
from typing import Any

from casework import audit
from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts.errors import Conflict, NotFound, PreconditionFailed
from sqlalchemy import select

from notify.domain.announcements import (
    DRAFT,
    PUBLISHED,
    WITHDRAWN,
    find_obstacles,
    find_problems,
)
from notify.models import Announcement
from notify.queries.announcements import admin_view, checked_id


def create_announcement(uow: UnitOfWork, values: Mapping[str, Any]) -> dict[str, Any]:
    """Store a new draft, which nobody else sees."""
    raise_if(find_problems(values["starts_at"], values["ends_at"]))
    made = Announcement(
        notice_id=uow.new_id(),
        status=DRAFT,
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
        updated_by=uow.context.actor_id,
        **values,
    )
    uow.session.add(made)
    _record(uow, "announcement_created", made)
    return admin_view(made, uow.now)


def update_announcement(
    uow: UnitOfWork, notice_id: str, values: Mapping[str, Any], expected_version: int | None
) -> dict[str, Any]:
    """Save an announcement anew; the same again changes nothing.

    Raises Conflict for one that is published: it is withdrawn first.
    """
    one = _lock(uow, notice_id, expected_version)
    changed = [name for name, value in values.items() if getattr(one, name) != value]
    if changed:
        if one.status == PUBLISHED:
            raise Conflict("notify.notice_published")
        raise_if(find_problems(values["starts_at"], values["ends_at"]))
        for name in changed:
            setattr(one, name, values[name])
        _touch(uow, one)
        _record(uow, "announcement_updated", one, changed)
    return admin_view(one, uow.now)


def publish_announcement(
    uow: UnitOfWork, notice_id: str, expected_version: int | None
) -> dict[str, Any]:
    """Let an announcement show in its time; again without a withdrawal does nothing."""
    one = _lock(uow, notice_id, expected_version)
    if one.status != PUBLISHED:
        raise_if(find_obstacles(one.ends_at, uow.now))
        one.status, one.published_at = PUBLISHED, uow.now
        _touch(uow, one)
        _record(uow, "announcement_published", one)
    return admin_view(one, uow.now)


def withdraw_announcement(
    uow: UnitOfWork, notice_id: str, expected_version: int | None
) -> dict[str, Any]:
    """Take an announcement from everybody; it can be mended and published again."""
    one = _lock(uow, notice_id, expected_version)
    if one.status == PUBLISHED:
        one.status = WITHDRAWN
        _touch(uow, one)
        _record(uow, "announcement_withdrawn", one)
    return admin_view(one, uow.now)


def _lock(uow: UnitOfWork, notice_id: str, expected_version: int | None) -> Announcement:
    statement = select(Announcement).where(Announcement.notice_id == checked_id(notice_id))
    one = uow.session.scalar(statement.with_for_update())
    if one is None:
        raise NotFound("notify.notice_not_found")
    if expected_version not in (None, one.version):
        raise PreconditionFailed(details={"current_version": one.version})
    return one


def _touch(uow: UnitOfWork, one: Announcement) -> None:
    one.version += 1
    one.updated_at = uow.now
    one.updated_by = str(uow.context.actor_id)


def _record(
    uow: UnitOfWork, action: str, one: Announcement, changed: list[str] | None = None
) -> None:
    details = {"notice_id": one.notice_id, "version": one.version}
    audit.record(uow, audit.Act(action, fields=changed or (), details=details))
