"""R8.4: judging one file has its bounds, and what breaks them harms only that file."""

import asyncio
import io
import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest
from contracts.errors import ServiceError, ValidationFailed
from file_factories import photo
from gateway.attachments import judging
from gateway.attachments.judging import Judges
from PIL import Image

BUSY = """
import sys
from gateway.attachments import judge
judge.CPU_SECONDS = 1
def endless(kind, content):
    while kind == "endless": pass
    if kind == "silent":
        import time; time.sleep(60)
    return real(kind, content)
real, judge.inspect = judge.inspect, endless
judge.main()
"""


@pytest.fixture
def judges() -> Iterator[Judges]:
    made = Judges()
    yield made
    made.close()


@pytest.fixture
def bounded(monkeypatch) -> None:
    monkeypatch.setattr(judging, "_COMMAND", (sys.executable, "-c", BUSY))
    monkeypatch.setattr(judging, "WALL_SECONDS", 8.0)


def code_of(judges: Judges, kind: str) -> str:
    with pytest.raises(ValidationFailed) as caught:
        asyncio.run(judges.judge(kind, photo()))
    error = caught.value.details["errors"][0]
    assert error["field"] == "file"
    return str(error["code"])


@pytest.mark.parametrize("kind", ["endless", "silent"])
def test_R8_4_file_that_takes_too_long_ends_its_process_only(judges, bounded, kind) -> None:
    for _ in range(3):
        began = time.monotonic()
        assert code_of(judges, kind) == "attachment.too_costly"
        assert time.monotonic() - began < 20
    assert asyncio.run(judges.judge("photo", photo())).file.width == 413


GREEDY = """
import sys
from gateway.attachments import judge
def greedy(kind, content):
    return kind == "greedy" and bytearray(judge.MEMORY_BYTES) or real(kind, content)
real, judge.inspect = judge.inspect, greedy
judge.main()
"""


def test_R8_4_file_that_takes_too_much_memory_ends_its_process_only(judges, monkeypatch) -> None:
    monkeypatch.setattr(judging, "_COMMAND", (sys.executable, "-c", GREEDY))
    assert code_of(judges, "greedy") == "attachment.too_costly"
    assert asyncio.run(judges.judge("photo", photo())).file.width == 413


def test_R8_4_the_largest_picture_fits_into_the_memory_of_a_judge(judges) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    written = io.BytesIO()
    Image.new("RGB", (8660, 5773), "#fbfaf5").save(written, "JPEG", quality=20, exif=turned)
    judged = asyncio.run(judges.judge("id_portrait", written.getvalue()))
    assert (judged.file.width, judged.file.height) == (5773, 8660)


def test_R8_4_judgement_crosses_the_pipe_whole(judges) -> None:
    judged = asyncio.run(judges.judge("photo", photo()))
    assert (judged.file.media_type, judged.file.width, judged.file.height) == (
        "image/jpeg",
        413,
        579,
    )
    with pytest.raises(ServiceError) as caught:
        asyncio.run(judges.judge("photo", photo()[:30_000]))
    assert caught.value.details["errors"][0]["code"] == "attachment.unreadable"


def test_R8_4_process_that_was_ended_between_files_is_replaced(judges) -> None:
    for _ in range(judging.PROCESSES):
        judge = judges._idle.get()
        os.kill(judge.start().pid, signal.SIGKILL)
        judge._process.wait()
        judges._idle.put(judge)
    assert asyncio.run(judges.judge("photo", photo())).file.width == 413


def test_R8_4_process_knows_no_secret(monkeypatch) -> None:
    monkeypatch.setenv("AUSM_S3_URL", "http://key:secret@store")  # pragma: allowlist secret
    assert not [name for name in judging._environment() if name.startswith("AUSM_")]
