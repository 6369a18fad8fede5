"""A person's message box, as it is read."""

from collections.abc import Sequence
from typing import Any

from chassis.db import page
from sqlalchemy import select
from sqlalchemy.orm import Session

from notify.models import Mailbox, Message
from notify.queries.views import message_view


def list_messages(
    session: Session,
    person_id: str,
    cursor: str | None,
    limit: int | None,
    *,
    unread_only: bool,
) -> dict[str, Any]:
    """Return one page of a person's messages, the newest first."""
    statement = select(Message).where(Message.person_id == person_id)
    if unread_only:
        statement = statement.where(Message.read_at.is_(None))
    newest_first = (Message.created_at.desc(), Message.message_id.desc())
    return page(session, statement, newest_first, cursor, limit, message_view)


def count_unread(session: Session, person_id: str) -> int:
    """Return how many messages a person has not read."""
    statement = select(Mailbox.unread).where(Mailbox.person_id == person_id)
    return session.execute(statement).scalar_one_or_none() or 0


def count_unread_of(session: Session, person_ids: Sequence[str]) -> dict[str, int]:
    """Return how many messages each of these people has not read."""
    statement = select(Mailbox.person_id, Mailbox.unread).where(Mailbox.person_id.in_(person_ids))
    counts = dict(session.execute(statement).tuples().all())
    return {person_id: counts.get(person_id, 0) for person_id in person_ids}
