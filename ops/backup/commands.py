"""What the commands of backup do, whichever stack they are for."""

import argparse
import os
from collections.abc import Callable

import psycopg2
from chassis.config import SettingMissing
from contracts.errors import ServiceError
from native.progress import Progress

from backup import encryption, restoring
from backup.creating import Creation
from backup.errors import BackupError
from backup.installation import Installation
from backup.manifest import Manifest

RECIPIENTS = "AUSM_BACKUP_RECIPIENTS"
InstallationOf = Callable[[], Installation]


def run(options: argparse.Namespace, installation: InstallationOf) -> None:
    """Run a command; raises BackupError, in words, whatever goes wrong on the way."""
    act = {"backup": _backup, "restore": _restore, "backup-key": _key}[options.command]
    try:
        act(options, installation)
    except BackupError as error:
        raise BackupError("\n".join([str(error), *getattr(error, "__notes__", [])])) from error
    except SettingMissing as error:
        raise BackupError(str(error)) from error
    except (psycopg2.Error, ServiceError, OSError) as error:
        text = str(error).strip() or type(error).__name__
        notes = getattr(error, "__notes__", [])
        raise BackupError("\n".join([f"A store failed meanwhile: {text}", *notes])) from error


def _backup(options: argparse.Namespace, installation: InstallationOf) -> None:
    given = options.to or os.environ.get(RECIPIENTS, "").replace(",", " ").split()
    recipients = encryption.recipients_of(given)
    progress = Progress()
    manifest = Creation(installation(), progress, options.databases_only).write(
        options.file, recipients
    )
    progress.say(f"{options.file}: {_described(manifest)}")


def _restore(options: argparse.Namespace, installation: InstallationOf) -> None:
    identities = encryption.identities_of(options.identity)
    progress = Progress()
    if options.check:
        header, manifest = restoring.verify(options.file, identities)
        progress.say(
            f"{options.file} is whole: {_described(manifest)}, keys {', '.join(header.probes)}"
        )
        return
    restoration = restoring.Restoration(installation(), progress, options.replace)
    manifest = restoration.read(options.file, identities)
    progress.say(f"Restored: {_described(manifest)}")


def _key(options: argparse.Namespace, _installation: InstallationOf) -> None:
    Progress().say(f"Public key, for --to: {encryption.make_key(options.file)}")


def _described(manifest: Manifest) -> str:
    files = sum(manifest.objects().values())
    return f"the state of {manifest.taken_at}, {manifest.rows()} rows, {files} files"
