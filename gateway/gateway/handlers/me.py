"""The person's home page, from three services at once."""

import asyncio
from typing import Any

from contracts.errors import DeadlineExceeded, Unavailable

from gateway.routing.call import Call
from gateway.rpc.batching import BatchedRead

ME = BatchedRead("identity.get_me", "identity.list_me")
# What else the page shows, by service; without it the page is still of use.
_EXTRAS: dict[str, tuple[BatchedRead, tuple[str, ...]]] = {
    "collection": (
        BatchedRead("collection.get_status", "collection.list_statuses", optional=True),
        ("collection_status", "authority", "submitted_at"),
    ),
    "notify": (
        BatchedRead("notify.count_unread", "notify.list_unread", optional=True),
        ("unread",),
    ),
}


async def home(call: Call) -> dict[str, Any]:
    """Return identity's answer with what collection and notify add.

    A service that does not answer soon leaves its fields null and its name in `unavailable`, so
    that the page can say so.
    """
    me, *extras = await asyncio.gather(
        call.resources.request_batcher.read(ME, call.context),
        *(_extra(call, service) for service in _EXTRAS),
    )
    answer: dict[str, Any] = {**me, "unavailable": []}
    for service, extra in zip(_EXTRAS, extras, strict=True):
        if extra is None:
            answer["unavailable"].append(service)
        answer.update({name: (extra or {}).get(name) for name in _EXTRAS[service][1]})
    return answer


async def _extra(call: Call, service: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = await call.resources.request_batcher.read(
            _EXTRAS[service][0], call.context
        )
    except (Unavailable, DeadlineExceeded):
        return None
    return found
