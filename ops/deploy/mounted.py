"""The secrets that a job has been given, and which of a deployment's are missing."""

from collections.abc import Iterable
from pathlib import Path


class SecretMissing(RuntimeError):
    """A secret is not there or empty; the text names it."""


def read(folder: Path, name: str) -> str:
    """Return a secret; raises SecretMissing."""
    if fault := _fault(folder / name):
        raise SecretMissing(f"the secret {name} {fault}: run ops/deploy/make-secrets.sh")
    return (folder / name).read_text(encoding="utf-8").strip()


def missing(folder: Path, names: Iterable[str]) -> list[str]:
    """Return a sentence for each secret that is not there or empty."""
    faults = {name: _fault(folder / name) for name in names}
    return [f"the secret {name} {fault}" for name, fault in sorted(faults.items()) if fault]


def _fault(path: Path) -> str:
    """Say what is wrong with a file; engines mount an empty folder for one that is not there."""
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError):
        return "is missing"
    except (OSError, UnicodeDecodeError) as error:
        return f"cannot be read ({error})"
    return "" if text.strip() else "is empty"
