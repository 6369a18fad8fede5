"""Have files judged in processes of their own, which end with a file that takes too long."""

import asyncio
import json
import os
import queue
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from contracts import errors
from contracts.errors import ServiceError, ValidationFailed, Violation

from gateway.attachments.images import CleanFile
from gateway.attachments.inspection import Judged
from gateway.attachments.judge import send
from gateway.http.problems import ContentTooLarge

log = structlog.get_logger(__name__)

# Decoding is work for a processor: more processes than processors would only wait.
PROCESSES = 2
# By the clock, for a busy machine and for a process that sleeps instead of working.
WALL_SECONDS = 40.0
_COMMAND = (sys.executable, "-m", "gateway.attachments.judge")
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE")


class Judges:
    """The processes of one gateway; a thread waits for each."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(PROCESSES, "judging")
        self._idle: queue.SimpleQueue[_Judge] = queue.SimpleQueue()
        for _ in range(PROCESSES):
            self._idle.put(_Judge())

    async def judge(self, kind: str, content: bytes) -> Judged:
        """Return the file as it may be stored; raise what is wrong with it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._judge, kind, content)

    def warm_up(self) -> None:
        """Start the processes now, so that nobody's upload waits for it."""
        for _ in range(PROCESSES):
            self._threads.submit(self._start_one)

    def close(self) -> None:
        """End the processes; what is being judged is given up."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        while not self._idle.empty():
            self._idle.get().end()

    def _judge(self, kind: str, content: bytes) -> Judged:
        judge = self._idle.get()
        try:
            return judge.judge(kind, content)
        finally:
            self._idle.put(judge)

    def _start_one(self) -> None:
        judge = self._idle.get()
        judge.start()
        self._idle.put(judge)


class _Judge:
    """One process, started anew when it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Return the running process."""
        if self._process is None or self._process.poll() is not None:
            self.end()
            # A session of its own: signals to the gateway's group must not end a judgement.
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                _COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_environment(),
                start_new_session=True,
            )
        return self._process

    def judge(self, kind: str, content: bytes) -> Judged:
        """Return the process's judgement; a file that ends it is refused."""
        process = self.start()
        alarm = threading.Timer(WALL_SECONDS, process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            return _understood(*_exchange(process, kind, content))
        except (OSError, EOFError):
            self.end()
            log.warning("file_not_judged", kind=kind, size=len(content), code=process.returncode)
            raise _too_costly() from None
        finally:
            alarm.cancel()

    def end(self) -> None:
        """Kill the process, if there is one, and let go of its pipes."""
        if self._process is not None:
            self._process.kill()
            # What is still in the buffer cannot be written any more.
            self._process.communicate()
            self._process = None


def _exchange(
    process: subprocess.Popen[bytes], kind: str, content: bytes
) -> tuple[dict[str, Any], bytes]:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    send(process.stdin, {"kind": kind}, content)
    answer = json.loads(process.stdout.readline() or "null")
    if answer is None:
        raise EOFError
    kept = process.stdout.read(answer["size"])
    if len(kept) != answer["size"]:
        raise EOFError
    return answer, kept


def _understood(answer: dict[str, Any], content: bytes) -> Judged:
    if "refusal" not in answer:
        return Judged(CleanFile(content, **answer["file"]), answer["sha256"])
    name, *rest = answer["refusal"]
    if name == ContentTooLarge.__name__:
        raise ContentTooLarge(*rest)
    raise errors.rebuild(name, rest) or ServiceError()


def _too_costly() -> ValidationFailed:
    return ValidationFailed.of([Violation("file", "attachment.too_costly")])


def _environment() -> dict[str, str]:
    """Return what the process needs; none of the gateway's secrets is among it."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
