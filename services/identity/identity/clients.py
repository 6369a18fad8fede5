"""Calls to notify and collection, in the words of identity."""

from collections.abc import Callable
from typing import Any

from chassis.rpc import ServiceCalls
from contracts.errors import NotFound, ServiceError

from identity.domain.sms_progress import QUEUED, TEXTS, UNKNOWN

# The id of the authority that keeps a person's record; None where nobody knows.
RecordAuthority = Callable[[str], str | None]


def find_record_authority(collection: ServiceCalls, person_id: str) -> str | None:
    """Return the authority of a person's record, approved or not.

    Collection is asked about nobody, too, so that the way takes as long; one that is away is not
    waited for: a case at the wrong authority is forwarded.
    """
    try:
        answer = collection.call_as_service("get_record_status", person_id=person_id)
    except ServiceError:
        return None
    authority = answer.get("authority") or {}
    found: str | None = authority.get("authority_id")
    return found


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
