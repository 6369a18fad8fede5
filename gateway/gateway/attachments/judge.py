"""The process that judges files: fed by pipes, bounded by the system, ended without harm.

Its whole input is a file and its kind. It has no secret, no connection, and cannot write a file.
Run as `python -m gateway.attachments.judge`; see `judging` for the other side.
"""

import json
import math
import resource
import signal
import sys
from typing import IO, Any

from contracts.errors import ServiceError

from gateway.attachments.inspection import inspect

# A picture of 50 million pixels takes about two.
CPU_SECONDS = 8
# A picture of the largest size, decoded and turned upright, beside the libraries: 416 MB. All judges
# at this bound, what is held of uploads and the gateway itself fit into its container's limit.
MEMORY_BYTES = 448 * 1024 * 1024


def main() -> None:
    """Judge one file after another until the other side closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    files, answers = sys.stdin.buffer, sys.stdout.buffer
    # What a library prints must not become part of an answer.
    sys.stdout = sys.stderr
    _bound_memory_and_files()
    while header := files.readline():
        asked = json.loads(header)
        content = files.read(asked["size"])
        _bound_processor_time()
        send(answers, *_judge(asked["kind"], content))


def send(target: IO[bytes], header: dict[str, Any], content: bytes = b"") -> None:
    """Write one message: a line of JSON that says how many bytes follow, and these."""
    target.write(json.dumps({**header, "size": len(content)}).encode() + b"\n")
    target.write(content)
    target.flush()


def _judge(kind: str, content: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        judged = inspect(kind, content)
    except ServiceError as error:
        refusal = [type(error).__name__, error.code, error.message, error.details]
        return {"refusal": refusal}, b""
    kept = judged.file
    described = {"media_type": kept.media_type, "width": kept.width, "height": kept.height}
    return {"file": described, "sha256": judged.sha256}, kept.content


def _bound_memory_and_files() -> None:
    # What a process writes, and not the libraries that it maps.
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _bound_processor_time() -> None:
    """Let the system end this process when the file has had its time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
