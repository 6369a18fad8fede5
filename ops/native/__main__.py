"""Second stage of `./ausm`, with everything installed."""

import sys

from native.cli import main

sys.exit(main(sys.argv[1:]))
