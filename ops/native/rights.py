"""What each broker user may touch: its own queues and exchanges, and nothing of the others."""

from native.layout import SERVICES
from native.rabbitmq import Right

RIGHTS: dict[str, Right] = {
    "admin": Right(),
    "gateway": Right(),
    **{service: Right() for service in SERVICES},
}
