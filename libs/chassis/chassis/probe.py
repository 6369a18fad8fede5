"""Return whether the program in this container is alive: `python -m chassis.probe [PORT PATH]`.

It asks the page beside the service, which the service's own event loop answers: a loop that hangs
fails the probe. Whether stores can be reached is not asked, since restarting would not help.

The engine runs it every few seconds in every container, so it loads next to nothing.
"""

import os
import socket
import sys

SECONDS = 3.0
PATH = "/health/live"


def main(arguments: list[str] | None = None) -> int:
    """Run as a program; 0 means alive."""
    given = sys.argv[1:] if arguments is None else arguments
    port, path = given or (os.environ.get("AUSM_METRICS_PORT", "0"), PATH)
    try:
        status = _status(int(port), path)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"no answer on port {port}: {error}\n")
        return 1
    if status != "200":
        sys.stderr.write(f"port {port} answered {status}\n")
    return int(status != "200")


def _status(port: int, path: str) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        line = connection.makefile("rb").readline(1024).decode(errors="replace")
    if not line.startswith("HTTP/1.") or line.count(" ") < 2:
        raise ValueError(f"no HTTP: {line!r}")
    return line.split(" ")[1]


if __name__ == "__main__":
    sys.exit(main())
