"""The open streams of this replica: one for each page that a person has open."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from contracts.errors import TooManyRequests

from gateway import metrics
from gateway.streams.server_sent_events import render_event

QUEUE_LENGTH = 32


@dataclass(eq=False, slots=True)
class Stream:
    """What is to be sent to one page; `None` in the queue ends it."""

    person_id: str
    session_id: str
    queue: asyncio.Queue[str | None] = field(
        default_factory=lambda: asyncio.Queue(maxsize=QUEUE_LENGTH)
    )
    ended: bool = False

    def put(self, text: str) -> None:
        """Queue an event; a page that does not keep up is cut off and will come again."""
        if self.queue.full():
            self.end()
        elif not self.ended:
            self.queue.put_nowait(text)

    def end(self) -> None:
        """Close the stream at once, dropping what was not sent."""
        self.ended = True
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class StreamHub:
    """All streams of this replica, by person."""

    def __init__(self, per_person: int) -> None:
        self._per_person = per_person
        self._streams: dict[str, set[Stream]] = {}

    def open(self, person_id: str, session_id: str) -> Stream:
        """Return a new stream; raise TooManyRequests beyond the limit for one person."""
        streams = self._streams.setdefault(person_id, set())
        if len(streams) >= self._per_person:
            raise TooManyRequests("gateway.too_many_streams", details={"retry_after": 30})
        stream = Stream(person_id, session_id)
        streams.add(stream)
        metrics.STREAMS.inc()
        return stream

    def close(self, stream: Stream) -> None:
        """Forget a stream that has ended."""
        streams = self._streams.get(stream.person_id, set())
        if stream in streams:
            streams.remove(stream)
            metrics.STREAMS.dec()
        if not streams:
            self._streams.pop(stream.person_id, None)

    def close_all(self) -> None:
        """End every stream, so that the process can stop."""
        for streams in self._streams.values():
            for stream in streams:
                stream.end()

    async def on_message_created(self, data: dict[str, Any]) -> None:
        """Take in the event of the same name."""
        person_id = data.get("person_id", "")
        fields = {key: value for key, value in data.items() if key != "person_id"}
        text = render_event("message_created", fields, data["message_id"])
        for stream in tuple(self._streams.get(person_id, ())):
            stream.put(text)

    async def on_certification_changed(self, data: dict[str, Any]) -> None:
        """Take in the event of the same name: the page with the QR code shows what became of it."""
        fields = {key: value for key, value in data.items() if key != "person_id"}
        text = render_event("certification_changed", fields)
        for stream in tuple(self._streams.get(data["person_id"], ())):
            stream.put(text)

    async def on_export_changed(self, data: dict[str, Any]) -> None:
        """Take in the event of the same name: the page of exports shows how far one is."""
        fields = {key: value for key, value in data.items() if key != "person_id"}
        text = render_event("export_changed", fields)
        for stream in tuple(self._streams.get(data["person_id"], ())):
            stream.put(text)

    async def on_session_ended(self, data: dict[str, Any]) -> None:
        """Take in the event of the same name: pages of that session get no more."""
        for streams in self._streams.values():
            for stream in streams:
                if stream.session_id == data["session_id"]:
                    stream.end()
