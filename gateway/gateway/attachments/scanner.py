"""A virus scanner beside the gateway: ClamAV's daemon, asked over its socket. Off unless named."""

import asyncio
from asyncio import StreamReader, StreamWriter

import structlog
from contracts.errors import Unavailable, ValidationFailed, Violation

log = structlog.get_logger(__name__)

SCAN_SECONDS = 30.0
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


class Scanner:
    """Asks clamd at `unix:/path` or `host:port`; without an address every file passes."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def ensure_clean(self, content: bytes) -> None:
        """Raise ValidationFailed for what the scanner knows, Unavailable if it gives no verdict."""
        if not self._address:
            return
        try:
            async with asyncio.timeout(SCAN_SECONDS):
                verdict = await self._ask(content)
        except (OSError, ValueError, TimeoutError) as error:
            log.warning("scanner_unavailable", error=type(error).__name__)
            raise _unavailable() from None
        if verdict.endswith("FOUND"):
            log.warning("infected_upload", verdict=verdict)
            raise ValidationFailed.of([Violation("file", "attachment.infected")])
        if not verdict.endswith("OK"):
            log.warning("scanner_unavailable", verdict=verdict)
            raise _unavailable()

    async def _ask(self, content: bytes) -> str:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                piece = content[start : start + _CHUNK]
                writer.write(len(piece).to_bytes(4, "big") + piece)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            answer = await reader.read(_LONGEST_ANSWER)
        finally:
            writer.close()
        return answer.strip(b"\0\r\n ").decode("utf-8", "replace")

    async def _connect(self) -> tuple[StreamReader, StreamWriter]:
        if self._address.startswith("unix:"):
            return await asyncio.open_unix_connection(self._address.removeprefix("unix:"))
        host, _, port = self._address.rpartition(":")
        return await asyncio.open_connection(host, int(port))


def _unavailable() -> Unavailable:
    code = "attachment.scanner_unavailable"
    return Unavailable(
        code, details={"retry_after": 30, "errors": [Violation("file", code).to_dict()]}
    )
