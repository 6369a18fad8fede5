"""`python -m backup backup|restore|backup-key FILE …`: what `./ausm … --compose` runs inside."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from native.backup_options import COMMANDS, parse
from native.errors import StackError
from native.progress import complain

from backup.commands import run
from backup.installation import Installation

_MOUNTED = Path("/run/secrets")
_PREFIX = "AUSM_S3_BUCKET_PREFIX"


def main(arguments: Sequence[str]) -> int:
    """Run one command on the installation whose secrets are mounted."""
    if not arguments or arguments[0] not in COMMANDS:
        complain(f"name a command: {', '.join(COMMANDS)}")
        return 2
    options = parse(arguments[0], arguments[1:], program="backup")
    prefix = {_PREFIX: os.environ[_PREFIX]} if os.environ.get(_PREFIX) else {}
    try:
        run(options, lambda: Installation.from_secrets(_MOUNTED, options.command, **prefix))
    except StackError as error:
        complain(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
