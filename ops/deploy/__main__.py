"""`python -m deploy databases|broker|buckets` sets up one store, `check` looks for missing secrets,
`secrets FOLDER` makes secrets."""

import argparse
import importlib
import sys
from collections.abc import Callable
from pathlib import Path

from deploy import mounted
from deploy.names import REQUIRED

STORES = ("databases", "broker", "buckets")
MOUNTED = Path("/run/secrets")


def main(arguments: list[str] | None = None) -> int:
    """Run as a program; a secret that is missing ends it with code 2 and the secret's name."""
    parser = argparse.ArgumentParser(prog="python -m deploy", description=__doc__)
    parser.add_argument("job", choices=[*STORES, "check", "secrets"])
    parser.add_argument("folder", type=Path, nargs="?", default=MOUNTED)
    options = parser.parse_args(arguments)
    job: Callable[[str, Path], str] = {"check": _check, "secrets": _make}.get(options.job, _set_up)
    try:
        said = job(options.job, options.folder)
    except mounted.SecretMissing as lack:
        sys.stderr.write(f"{options.job}: {lack}\n")
        return 2
    sys.stdout.write(f"{options.job}: {said}\n")
    return 0


def _check(_job: str, folder: Path) -> str:
    lacks = mounted.missing(folder, REQUIRED)
    if lacks:
        lines = "\n  ".join([*lacks, "Run ops/deploy/make-secrets.sh, or put the files there."])
        raise mounted.SecretMissing(f"the platform is not started.\n  {lines}")
    return f"all {len(REQUIRED)} secrets are there"


def _make(_job: str, folder: Path) -> str:
    # Each job brings libraries of its own; the others' need not be loaded.
    secrets = importlib.import_module("deploy.secrets")
    return f"{len(secrets.make(folder))} secrets in {folder}"


def _set_up(job: str, folder: Path) -> str:
    said: str = importlib.import_module(f"deploy.{job}").set_up(folder)
    return said


if __name__ == "__main__":
    sys.exit(main())
