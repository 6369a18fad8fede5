"""Server-sent events as text, and the answer that they make up."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

RETRY_MS = 3000


def render_event(name: str, data: dict[str, Any], event_id: str | None = None) -> str:
    """Return one event in the text form of server-sent events."""
    lines = [f"event: {name}", f"data: {json.dumps(data, ensure_ascii=False)}"]
    if event_id:
        lines.insert(0, f"id: {event_id}")
    return "\n".join(lines) + "\n\n"


async def event_stream(
    queue: "asyncio.Queue[str | None]", expires_at: float, heartbeat: float, *, resumed: bool
) -> AsyncIterator[str]:
    """Yield the queued events until the session ends or the token expires.

    Events missed while away are not kept: after a resume the page is asked to read its list.
    """
    yield f"retry: {RETRY_MS}\n\n" + render_event("resync" if resumed else "ready", {})
    while (left := expires_at - time.time()) > 0:
        try:
            async with asyncio.timeout(min(heartbeat, left)):
                text = await queue.get()
        except TimeoutError:
            yield ": still here\n\n"
            continue
        if text is None:
            break
        yield text
    yield render_event("closed", {})
