"""`python -m simulators.alipay`: run the simulator until it is told to stop."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from simulators.alipay import keys
from simulators.alipay.certifications import LIFE_SECONDS, Certifications
from simulators.alipay.gateway import OpenPlatform
from simulators.alipay.server import AlipaySimulator


def main(arguments: list[str] | None = None) -> int:
    """Run as a program."""
    options = _parser().parse_args(arguments)
    if options.make_keys:
        keys.ensure(options.keys)
    platform = OpenPlatform(
        app_id=options.app_id,
        app_key=keys.load_app_key(options.keys),
        private_key=keys.load_own_key(options.keys),
        certifications=Certifications(options.life),
    )
    server = AlipaySimulator((options.host, options.port), platform)
    for wanted in (signal.SIGTERM, signal.SIGINT):
        # Shutting down waits for the loop, which runs in this very thread.
        signal.signal(wanted, lambda *_: threading.Thread(target=server.shutdown).start())
    sys.stdout.write(f"listening on {options.host}:{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulators.alipay", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9400)
    parser.add_argument("--keys", type=Path, required=True, help="folder of the four key files")
    parser.add_argument("--make-keys", action="store_true", help="make those that are missing")
    parser.add_argument("--app-id", default=keys.APP_ID)
    parser.add_argument("--life", type=float, default=LIFE_SECONDS, help="seconds to certify in")
    return parser


if __name__ == "__main__":
    sys.exit(main())
