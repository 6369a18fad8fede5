"""Tell whether the service in this container is alive: `python -m chassis.probe`.

It asks the metrics page, which the service's own event loop answers: a loop that hangs fails the
probe. Whether stores can be reached is not asked, since restarting the service would not help.
"""

import sys
import urllib.request

from chassis.config import Settings

SECONDS = 3.0


def main() -> int:
    """Run as a program; 0 means alive."""
    port = Settings.load().metrics_port
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=SECONDS):
            return 0
    except OSError as error:
        sys.stderr.write(f"no answer on port {port}: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
