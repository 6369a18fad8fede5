"""End sessions, and let every replica of the gateway know."""

from chassis.clock import to_wire
from chassis.db import UnitOfWork
from sqlalchemy import select

from identity.domain.sessions import ACCESS_LIFE, CLOCK_LEEWAY
from identity.models import Session


def end_all_sessions(
    uow: UnitOfWork, subject_id: str, reason: str, *, keep: str | None = None
) -> None:
    """End every session of a person or a member of staff, but the one to keep."""
    live = select(Session).where(Session.subject_id == subject_id, Session.ended_at.is_(None))
    if keep is not None:
        live = live.where(Session.session_id != keep)
    for session in uow.session.scalars(live.with_for_update()):
        end(uow, session, reason)


def end(uow: UnitOfWork, session: Session, reason: str) -> None:
    """End a session that is locked."""
    session.ended_at = uow.now
    session.end_reason = reason
    # Until then an access token of this session may be about.
    gone_by = to_wire(uow.now + ACCESS_LIFE + CLOCK_LEEWAY)
    uow.publish("session_ended", {"session_id": session.session_id, "expires_at": gone_by})
