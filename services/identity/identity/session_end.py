"""End sessions, and let every replica of the gateway know."""

from collections.abc import Sequence

from chassis.clock import to_wire
from chassis.db import UnitOfWork
from contracts.errors import Unauthenticated
from sqlalchemy import select

from identity.domain.sessions import ACCESS_LIFE, CLOCK_LEEWAY
from identity.models import Session


def end_all_sessions(
    uow: UnitOfWork, subject_id: str, reason: str, *, keep: str | None = None
) -> None:
    """End every session of a person or a member of staff, but the one to keep."""
    sessions = _lock_sessions(uow, subject_id)
    for session in (one for one in sessions if one.session_id != keep):
        end(uow, session, reason)


def end_other_sessions(uow: UnitOfWork, reason: str) -> int:
    """End all sessions of the caller but the one that calls; returns how many were not run out.

    Raises Unauthenticated where the calling one has ended itself: whoever was logged out does
    not log out the others with an access token that is still about.
    """
    sessions = _lock_sessions(uow, uow.context.actor_id or "")
    others = [one for one in sessions if one.session_id != uow.context.session_id]
    if len(others) == len(sessions):
        raise Unauthenticated()
    for session in others:
        end(uow, session, reason)
    return sum(session.expires_at > uow.now for session in others)


def _lock_sessions(uow: UnitOfWork, subject_id: str) -> Sequence[Session]:
    """Return the sessions that have not ended, locked in one order."""
    live = select(Session).where(Session.subject_id == subject_id, Session.ended_at.is_(None))
    return uow.session.scalars(live.order_by(Session.session_id).with_for_update()).all()


def end(uow: UnitOfWork, session: Session, reason: str) -> None:
    """End a session that is locked."""
    session.ended_at = uow.now
    session.end_reason = reason
    # Until then an access token of this session may be about.
    gone_by = to_wire(uow.now + ACCESS_LIFE + CLOCK_LEEWAY)
    uow.publish("session_ended", {"session_id": session.session_id, "expires_at": gone_by})
