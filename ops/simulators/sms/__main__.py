"""`python -m simulators.sms aliyun`: run a provider's simulator until it is told to stop."""

import argparse
import json
import signal
import sys
import threading
from collections.abc import Callable

from simulators.sms.aliyun import Aliyun
from simulators.sms.office import Account
from simulators.sms.server import Platform, SmsSimulator
from simulators.sms.tencent import Tencent

PLATFORMS: dict[str, Callable[[Account], Platform]] = {"aliyun": Aliyun, "tencent": Tencent}


def main(arguments: list[str] | None = None) -> int:
    """Run as a program."""
    options = _parser().parse_args(arguments)
    names = {template: tuple(values) for template, values in json.loads(options.templates).items()}
    server = SmsSimulator((options.host, options.port), PLATFORMS[options.provider](Account(names)))
    for wanted in (signal.SIGTERM, signal.SIGINT):
        # Shutting down waits for the loop, which runs in this very thread.
        signal.signal(wanted, lambda *_: threading.Thread(target=server.shutdown).start())
    sys.stdout.write(f"listening on {options.host}:{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulators.sms", description=__doc__)
    parser.add_argument("provider", choices=sorted(PLATFORMS))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9500)
    parser.add_argument(
        "--templates",
        default='{"SMS_1": ["code", "minutes"]}',
        help="JSON: registered templates, each with the names of its values",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
