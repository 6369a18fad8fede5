"""What notify keeps of a person: messages, and which SMS were sent."""

from typing import Any

from casework.personal_data import ListPart
from chassis.clock import to_wire
from chassis.db import page
from contracts.personal_data import PAGE
from sqlalchemy import select
from sqlalchemy.orm import Session

from notify.models import Delivery, Message
from notify.queries.views import message_view


def list_messages(session: Session, person_id: str, cursor: str | None) -> dict[str, Any]:
    """Return one page of a person's messages, the first one first."""
    statement = select(Message).where(Message.person_id == person_id)
    order = (Message.created_at, Message.message_id)
    return page(session, statement, order, cursor, PAGE, message_view)


def list_deliveries(session: Session, person_id: str, cursor: str | None) -> dict[str, Any]:
    """Return one page of the SMS to a person; their texts are not kept."""
    statement = select(Delivery).where(Delivery.person_id == person_id)
    order = (Delivery.created_at, Delivery.delivery_id)
    return page(session, statement, order, cursor, PAGE, _delivery_view)


def _delivery_view(row: Delivery) -> dict[str, Any]:
    moments = {name: getattr(row, name) for name in ("created_at", "sent_at", "delivered_at")}
    return {
        "template": row.template_id,
        "masked_phone": row.masked_phone,
        "status": row.status,
        **{name: to_wire(value) if value else None for name, value in moments.items()},
    }


PERSONAL_DATA: dict[str, ListPart] = {"messages": list_messages, "deliveries": list_deliveries}
