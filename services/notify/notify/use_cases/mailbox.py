"""What a person does with the message box."""

from typing import Any, cast

from chassis.db import UnitOfWork
from contracts.errors import NotFound
from sqlalchemy import CursorResult, select, update

from notify.models import Mailbox, Message
from notify.queries.views import message_view


def read_message(uow: UnitOfWork, message_id: str) -> dict[str, Any]:
    """Mark one of the caller's messages as read; a repeat keeps the first moment."""
    mine = (Message.message_id == message_id, Message.person_id == uow.context.actor_id)
    statement = select(Message).where(*mine).with_for_update()
    message = uow.session.execute(statement).scalar_one_or_none()
    if message is None:
        raise NotFound("notify.message_not_found")
    if message.read_at is None:
        message.read_at = uow.now
        _discount(uow, 1)
    return message_view(message)


def read_all_messages(uow: UnitOfWork) -> dict[str, Any]:
    """Mark all of the caller's messages as read and return how many were not."""
    unread = (Message.person_id == uow.context.actor_id, Message.read_at.is_(None))
    result = uow.session.execute(update(Message).where(*unread).values(read_at=uow.now))
    count = cast("CursorResult[Any]", result).rowcount
    _discount(uow, count)
    return {"read": count}


def _discount(uow: UnitOfWork, count: int) -> None:
    uow.session.execute(
        update(Mailbox)
        .where(Mailbox.person_id == uow.context.actor_id)
        .values(unread=Mailbox.unread - count)
    )
