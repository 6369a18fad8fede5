"""Messages and deliveries as they are answered."""

from typing import Any

from chassis.clock import to_wire

from notify.models import Delivery, Message, SandboxSms


def message_view(message: Message) -> dict[str, Any]:
    """Return a message as its person reads it."""
    return {
        "message_id": message.message_id,
        "kind": message.kind,
        "title": message.title,
        "body": message.body,
        "link": message.link,
        "created_at": to_wire(message.created_at),
        "read_at": to_wire(message.read_at) if message.read_at else None,
    }


def delivery_view(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery as the administrator sees it."""
    moments = ("next_attempt_at", "created_at", "sent_at", "delivered_at", "failed_at")
    shown = ("delivery_id", "masked_phone", "status", "attempts", "provider", "last_error")
    values = {name: getattr(delivery, name) for name in moments}
    return {
        **{name: getattr(delivery, name) for name in shown},
        "template": delivery.template_id,
        "in_doubt": delivery.maybe_sent,
        **{name: to_wire(value) if value else None for name, value in values.items()},
    }


def sandbox_sms_view(sms: SandboxSms) -> dict[str, Any]:
    """Return an SMS as the sandbox shows it."""
    return {
        "phone": sms.phone,
        "text": sms.text,
        "template": sms.template,
        "sent_at": to_wire(sms.sent_at),
        "status": sms.status,
    }
