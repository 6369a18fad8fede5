"""Which account a server runs under: PostgreSQL and RabbitMQ are not to run as root."""

import os
import pwd
from pathlib import Path


def account_for(*names: str) -> str | None:
    """Return the first of these accounts that exists, else `nobody`; None if we are not root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in names if name in known), "nobody")


def make_private(folder: Path, account: str | None) -> None:
    """Make a folder that only the account (or we, if None) may enter."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    give(folder, account)


def write_private(path: Path, text: str, account: str | None = None) -> None:
    """Write a file that only the account (or we, if None) may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    path.chmod(0o600)
    give(path, account)


def give(path: Path, account: str | None) -> None:
    """Hand a file or folder to the account, if one is named."""
    if account:
        entry = pwd.getpwnam(account)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def as_account(account: str | None) -> dict[str, object]:
    """Return the arguments with which `subprocess` runs a program under the account."""
    if account is None:
        return {}
    return {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []}
