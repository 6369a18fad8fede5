"""Calls of a registered person: home page, real name, files, messages."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from contracts.platform import API_PREFIX

from demo.transport import Answer, Transport, new_key


class PersonCalls(Transport):
    """What a person calls about themselves, collection aside."""

    async def me(self) -> dict[str, Any]:
        """Return the masked identity and the state of all applications."""
        return (await self.call("GET", "/me")).data

    async def upload(
        self,
        kind: str,
        content: bytes,
        name: str = "照片.jpg",
        media_type: str = "image/jpeg",
    ) -> dict[str, Any]:
        """Upload one file; returns its attachment id, size and digest."""
        answer = await self.call(
            "POST",
            "/attachments",
            files={"file": (name, content, media_type)},
            data={"kind": kind},
            key=new_key(),
        )
        return answer.data

    async def download(self, attachment_id: str) -> bytes:
        """Return the bytes of an attachment that one may see."""
        operation = "GET /attachments/{id}"
        path = f"/attachments/{attachment_id}"
        return (await self.call("GET", path, operation=operation)).content

    async def remove_upload(self, attachment_id: str) -> Answer:
        """Remove a file that no command has named yet."""
        operation = "DELETE /attachments/{id}"
        return await self.call("DELETE", f"/attachments/{attachment_id}", operation=operation)

    async def real_name(self) -> dict[str, Any]:
        """Return the state of one's real-name verification."""
        return (await self.call("GET", "/me/real-name")).data

    async def start_alipay(self, key: str | None = None) -> dict[str, Any]:
        """Return a certification by Alipay with its QR code."""
        return (await self.call("POST", "/me/real-name/alipay", key=key or new_key())).data

    async def alipay(self, certify_id: str) -> dict[str, Any]:
        """Return how far a certification by Alipay is."""
        operation = "GET /me/real-name/alipay/{id}"
        path = f"/me/real-name/alipay/{certify_id}"
        return (await self.call("GET", path, operation=operation)).data

    async def scan(self, certify_id: str, action: str) -> None:
        """Do something in the Alipay app of the sandbox's phone."""
        operation = "POST /sandbox/alipay/{id}"
        path = f"/sandbox/alipay/{certify_id}"
        await self.call("POST", path, json={"action": action}, operation=operation)

    async def submit_real_name(self, body: dict[str, Any], key: str | None = None) -> Answer:
        """Ask an authority to verify one's identity by photos."""
        return await self.call("POST", "/me/real-name/manual", json=body, key=key or new_key())

    async def messages(self, limit: int = 100) -> list[dict[str, Any]]:
        """Return the messages of one's box, newest first."""
        return (await self.call("GET", "/me/messages", params={"limit": limit})).rows

    async def read_message(self, message_id: str) -> Answer:
        """Mark a message as read."""
        operation = "POST /me/messages/{id}/read"
        return await self.call("POST", f"/me/messages/{message_id}/read", operation=operation)

    @asynccontextmanager
    async def live_messages(self) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        """Open the live stream; yields an iterator over the events that arrive."""
        headers = {"Authorization": f"Bearer {self.access_token}", "Accept": "text/event-stream"}
        path = f"{API_PREFIX}/me/messages/stream"
        async with self.http.stream("GET", path, headers=headers, timeout=None) as response:
            response.raise_for_status()
            yield _events(response.aiter_lines())


async def _events(lines: AsyncIterator[str]) -> AsyncIterator[dict[str, Any]]:
    """Turn the lines of an event stream into events; comments keep the line open only."""
    name, data = "message", ""
    async for line in lines:
        if line.startswith("event:"):
            name = line[6:].strip()
        elif line.startswith("data:"):
            data += line[5:].strip()
        elif not line and data:
            yield {"event": name, "data": json.loads(data)}
            name, data = "message", ""
