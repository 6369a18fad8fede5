"""R8.4: a virus scanner is asked where one is named, and no verdict is no pass."""

import asyncio

import pytest
from contracts.errors import Unavailable, ValidationFailed
from gateway.attachments import scanner
from gateway.attachments.scanner import Scanner

CONTENT = b"x" * 150_000


async def scanned(tmp_path, answer: bytes | None, *, tcp: bool = False) -> bytes:
    """Scan before a clamd that answers so, and return the content it was given."""
    received = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            received.extend(await reader.readexactly(size))
        if answer is None:
            await asyncio.sleep(1)
        writer.write(answer or b"")
        writer.close()

    if tcp:
        server = await asyncio.start_server(serve, "127.0.0.1")
        address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    else:
        server = await asyncio.start_unix_server(serve, tmp_path / "clamd")
        address = f"unix:{tmp_path / 'clamd'}"
    async with server:
        await Scanner(address).ensure_clean(CONTENT)
    return bytes(received)


@pytest.mark.parametrize("tcp", [False, True])
def test_R8_4_clean_file_passes_whole(tmp_path, tcp: bool) -> None:
    assert asyncio.run(scanned(tmp_path, b"stream: OK\0", tcp=tcp)) == CONTENT


def test_R8_4_infected_file_is_refused(tmp_path) -> None:
    with pytest.raises(ValidationFailed) as caught:
        asyncio.run(scanned(tmp_path, b"stream: Eicar-Signature FOUND\0"))
    error = caught.value.details["errors"][0]
    assert (error["field"], error["code"]) == ("file", "attachment.infected")


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", None])
def test_R8_4_no_verdict_is_no_pass(tmp_path, monkeypatch, answer) -> None:
    monkeypatch.setattr(scanner, "SCAN_SECONDS", 0.5)
    with pytest.raises(Unavailable) as caught:
        asyncio.run(scanned(tmp_path, answer))
    assert caught.value.code == "attachment.scanner_unavailable"


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd", "127.0.0.1:1", "nonsense"])
def test_R8_4_absent_scanner_is_503(address: str) -> None:
    with pytest.raises(Unavailable):
        asyncio.run(Scanner(address).ensure_clean(CONTENT))


def test_R8_4_nothing_is_asked_unless_named() -> None:
    asyncio.run(Scanner("").ensure_clean(CONTENT))
