"""The live stream of messages."""

from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from gateway.routing.call import Call
from gateway.streams.hub import Stream, StreamHub
from gateway.streams.server_sent_events import event_stream


class LiveResponse(StreamingResponse):
    """A stream that gives its place back, however it ends."""

    def __init__(self, hub: StreamHub, stream: Stream, content: Any) -> None:
        # Proxies such as nginx would otherwise hold events back.
        headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
        super().__init__(content, media_type="text/event-stream", headers=headers)
        self._hub = hub
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the stream ends or the client leaves."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._hub.close(self._stream)


async def stream(call: Call) -> LiveResponse:
    """Send new messages to the page until its session ends."""
    if call.caller is None:
        raise LookupError("a stream belongs to somebody")
    hub = call.resources.streams
    opened = hub.open(call.caller.actor_id, call.caller.session_id)
    resumed = "last-event-id" in call.request.headers
    heartbeat = call.resources.settings.heartbeat_seconds
    return LiveResponse(
        hub, opened, event_stream(opened.queue, call.caller.expires_at, heartbeat, resumed=resumed)
    )
