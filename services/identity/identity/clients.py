"""Calls to notify, in the words of identity."""

from typing import Any

from chassis.rpc import ServiceCalls
from contracts.errors import NotFound, ServiceError

from identity.domain.sms_progress import QUEUED, TEXTS, UNKNOWN


def find_sms_progress(notify: ServiceCalls, delivery_key: str) -> dict[str, Any]:
    """Return status and reason of an SMS.

    Notify may not have received the event of a new one yet; and nobody waits for a notify that is
    down. What a newer notify adds is ignored.
    """
    try:
        answer: dict[str, Any] = notify.optional.call_as_service(
            "get_delivery_progress", delivery_key=delivery_key
        )
    except NotFound:
        return {"status": QUEUED, "reason": None}
    except ServiceError:
        return {"status": UNKNOWN, "reason": None}
    status = answer["status"] if answer["status"] in TEXTS else UNKNOWN
    return {"status": status, "reason": answer["reason"]}
