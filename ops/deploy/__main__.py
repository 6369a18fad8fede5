"""`python -m deploy databases|broker|buckets` sets up one store; `secrets FOLDER` makes secrets."""

import argparse
import importlib
import sys
from pathlib import Path

from deploy import secrets

JOBS = ("databases", "broker", "buckets")
MOUNTED = Path("/run/secrets")


def main(arguments: list[str] | None = None) -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(prog="python -m deploy", description=__doc__)
    parser.add_argument("job", choices=[*JOBS, "secrets"])
    parser.add_argument("folder", type=Path, nargs="?", default=MOUNTED)
    options = parser.parse_args(arguments)
    if options.job == "secrets":
        sys.stdout.write(f"{len(secrets.make(options.folder))} secrets in {options.folder}\n")
        return 0
    # Each job brings a client library of its own; the others' need not be loaded.
    job = importlib.import_module(f"deploy.{options.job}")
    sys.stdout.write(f"{options.job}: {job.set_up(options.folder)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
