"""Makes an archive: staged files, then the snapshots, then the files that their rows name.

In this order nothing is missed. A staged file that is claimed after it was listed is named by a row
of the later snapshot, or still staged in the archive; one that a row names is not removed while
the backup runs.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chassis.storage.staging import STAGING
from contracts.events import EVENTS
from native.progress import Progress

from backup import keyring, objects, tables
from backup.archive import HEADER, MANIFEST, Writer
from backup.encryption import Recipients, encrypted, written_whole
from backup.installation import Installation
from backup.manifest import DatabaseFacts, Handler, Header, Manifest
from backup.objects import Index
from backup.snapshot import ConsistentSnapshot, consistent_snapshot


@dataclass(frozen=True, slots=True)
class Creation:
    """One backup of one installation."""

    installation: Installation
    progress: Progress
    databases_only: bool = False

    def write(self, path: Path, recipients: Recipients) -> Manifest:
        """Write the archive, whole or not at all, and return its manifest."""
        index = Index(path.with_name(f"{path.name}.index"))
        try:
            with (
                written_whole(path) as file,
                encrypted(file, recipients) as target,
                Writer(target) as writer,
            ):
                return self._fill(writer, index)
        finally:
            index.close()

    def _fill(self, writer: Writer, index: Index) -> Manifest:
        writer.add_bytes(HEADER, self._header().to_json())
        if not self.databases_only:
            with self.progress.step("Copying uploads that wait to be used"):
                objects.copy_bucket(self.installation.store(), STAGING, writer, index)
        with consistent_snapshot(self.installation.databases) as snapshot:
            self.progress.say(
                f"A consistent snapshot of all databases; writers waited {snapshot.held_ms} ms"
            )
            facts = self._dump(snapshot, writer)
            if not self.databases_only:
                self._copy_objects(snapshot, writer, index)
        manifest = Manifest(snapshot.taken_at, snapshot.held_ms, facts, handlers(), writer.totals())
        writer.add_bytes(MANIFEST, manifest.to_json())
        return manifest

    def _header(self) -> Header:
        settings = self.installation.settings
        return Header(
            begun_at=datetime.now(UTC).isoformat(timespec="seconds"),
            databases_only=self.databases_only,
            probes=keyring.probes(settings),
            index_probe=keyring.index_probe(settings),
            audit_probes=keyring.audit_probes(settings),
        )

    def _dump(self, snapshot: ConsistentSnapshot, writer: Writer) -> dict[str, DatabaseFacts]:
        facts = {}
        for service, connection in snapshot.connections.items():
            with self.progress.step(f"Copying the database of {service}"):
                facts[service] = tables.dump(connection, service, writer)
        return facts

    def _copy_objects(self, snapshot: ConsistentSnapshot, writer: Writer, index: Index) -> None:
        store = self.installation.store()
        for bucket in objects.SERVICE_BUCKETS:
            with self.progress.step(f"Copying the files of {bucket}"):
                objects.copy_bucket(store, bucket, writer, index)
        named = objects.check_named(snapshot.connections, index)
        self.progress.say(
            f"Each of the {named} files that a row names is in the archive, unaltered"
        )


def handlers() -> tuple[Handler, ...]:
    """Return who handles which event in this version."""
    return tuple(
        Handler(event.source, event.name, consumer, handler)
        for event in EVENTS.values()
        for consumer, handler in event.consumers
    )
