"""Reads an archive: all of it to see that it is whole, then once more into an empty installation.

The five databases are filled in five transactions that commit together at the very end, once every
row, file and digest is there. Until then the installation is an empty one.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from chassis.migrate import alembic_config, upgrade
from native.progress import Progress

from backup import keyring, objects, replay, restore_target
from backup.archive import HEADER, MANIFEST, Part, Reader
from backup.encryption import Identities, decrypted
from backup.errors import BackupError
from backup.installation import Installation
from backup.manifest import Header, Manifest
from backup.snapshot import Connection, connect
from backup.tables import Loader

Take = Callable[[Part], object]


def verify(path: Path, identities: Identities) -> tuple[Header, Manifest]:
    """Read a whole archive and return what it says of itself; raises BackupError if it is not whole."""
    return _read(path, identities, lambda _part: None)


def header_of(path: Path, identities: Identities) -> Header:
    """Return the header without reading on."""
    with decrypted(path, identities, whole=False) as source:
        part = next(Reader(source).parts(), None)
        return _header(part)


def _read(path: Path, identities: Identities, take: Take) -> tuple[Header, Manifest]:
    """Hand every part but header and manifest to `take`, and check all of them."""
    with decrypted(path, identities) as source:
        reader = Reader(source)
        parts = reader.parts()
        header = _header(next(parts, None))
        for part in parts:
            if part.name == MANIFEST:
                manifest = Manifest.from_json(part.all())
                break
            take(part)
        else:
            raise BackupError("The archive has no manifest: the backup that wrote it did not end")
        manifest.check(reader.totals())
        return header, manifest


def _header(part: Part | None) -> Header:
    if part is None or part.name != HEADER:
        raise BackupError("This is no archive of ./ausm backup")
    return Header.from_json(part.all())


@dataclass(frozen=True, slots=True)
class Restoration:
    """One restore into one installation, whose services must be down."""

    installation: Installation
    progress: Progress
    replace: bool = False

    def read(self, path: Path, identities: Identities) -> Manifest:
        """Restore an archive and return its manifest; the services may start afterwards."""
        header = header_of(path, identities)
        keyring.check(header, self.installation.settings)
        with self.progress.step("Checking the archive from end to end"):
            header, manifest = verify(path, identities)
        _require_known(manifest)
        with self.progress.step("Checking that the installation is empty and at rest"):
            restore_target.wait_until_idle(self.installation, files=not header.databases_only)
            restore_target.ensure_empty(
                self.installation, files=not header.databases_only, replace=self.replace
            )
        try:
            self._load(path, identities, manifest)
        except BaseException as error:
            self._undo(error, files=not header.databases_only)
            raise
        self._migrate(dict.fromkeys(manifest.databases, "head"))
        return manifest

    def _undo(self, error: BaseException, *, files: bool) -> None:
        """Leave the installation as empty as it was found."""
        try:
            restore_target.make_empty(self.installation, files=files)
        except BackupError as further:
            error.add_note(f"What had been restored could not be removed: {further}")

    def _load(self, path: Path, identities: Identities, manifest: Manifest) -> None:
        with self.progress.step("Making the tables as they were"):
            self._migrate({name: facts.revision for name, facts in manifest.databases.items()})
        with self._loaders(manifest) as loaders:
            with self.progress.step(f"Restoring {manifest.rows()} rows and all files"):
                _read(path, identities, _Taker(self.installation, loaders).take)
            with self.progress.step("Checking keys and counts"):
                for loader in loaders.values():
                    loader.finish()
            connections = {name: loader.connection for name, loader in loaders.items()}
            again = replay.send_unhandled_again(connections, manifest.handlers)
            self.progress.say(f"{again} events that were on their way will be sent again")
            for loader in loaders.values():
                loader.commit()
            for loader in loaders.values():
                loader.analyze()

    @contextmanager
    def _loaders(self, manifest: Manifest) -> Iterator[Mapping[str, Loader]]:
        with ExitStack() as stack:
            loaders = {}
            for service, facts in manifest.databases.items():
                connection: Connection = connect(
                    self.installation.databases[service], "ausm restore"
                )
                stack.enter_context(closing(connection))
                loaders[service] = Loader(connection, facts)
                loaders[service].begin()
            yield loaders

    def _migrate(self, revisions: Mapping[str, str]) -> None:
        for service, revision in revisions.items():
            upgrade(service, self.installation.databases[service], revision)


def _require_known(manifest: Manifest) -> None:
    """Raise BackupError unless our migrations can make every schema of the archive."""
    for service, facts in manifest.databases.items():
        scripts = ScriptDirectory.from_config(alembic_config(service, ""))
        try:
            scripts.get_revision(facts.revision)
        except CommandError as error:
            raise BackupError(
                f"This version of AUSM does not know the schema of {service} in the archive "
                f"({facts.revision}): restore it with the version that made it, or a newer one"
            ) from error


@dataclass(frozen=True, slots=True)
class _Taker:
    """Puts every part where it belongs."""

    installation: Installation
    loaders: Mapping[str, Loader]

    def take(self, part: Part) -> None:
        """Restore one part."""
        kind, which, rest = part.path
        if kind == "buckets":
            objects.put_back(self.installation.store(), which, rest, part)
        elif kind == "databases" and which in self.loaders:
            self.loaders[which].load(rest.partition("/")[0], part)
        else:
            raise BackupError(f"{part.name} is of a kind that this version does not know")
