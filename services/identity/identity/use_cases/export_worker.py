"""Make archives in the background, one after another, so that people at work do not wait for it."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chassis.clock import utc_now
from chassis.db import Db
from chassis.rpc import ServiceCalls
from chassis.storage.bucket import BucketStorage
from chassis.storage.sealed_pieces import new_data_key, store_pieces
from contracts.personal_data import Part

from identity.domain.exports import RENEW_AFTER, Worker
from identity.use_cases import exports
from identity.use_cases.export_archive import ExportArchive

_log = logging.getLogger(__name__)

ListOwn = Callable[..., dict[str, Any]]


class Superseded(Exception):
    """This attempt was silent for too long, and another is at work."""


@dataclass(frozen=True, slots=True)
class Ports:
    """What the worker works with: its own lists, and the services that own the other parts."""

    db: Db
    storage: BucketStorage
    list_own_items: ListOwn
    list_own_files: ListOwn
    owners: Mapping[str, ServiceCalls]


class _Owners:
    """The data of one person, wherever they are kept."""

    def __init__(self, ports: Ports, person_id: str) -> None:
        self._ports = ports
        self._person_id = person_id

    def items(self, part: Part, cursor: str | None) -> dict[str, Any]:
        asked = {"person_id": self._person_id, "part": part.code, "cursor": cursor}
        if part.service not in self._ports.owners:
            return self._ports.list_own_items(**asked)
        owner = self._ports.owners[part.service]
        found: dict[str, Any] = owner.call_as_service("list_personal_data", **asked)
        return found

    def files(self, service: str, cursor: str | None) -> dict[str, Any]:
        asked = {"person_id": self._person_id, "cursor": cursor}
        if service not in self._ports.owners:
            return self._ports.list_own_files(**asked)
        owner = self._ports.owners[service]
        found: dict[str, Any] = owner.call_as_service("list_personal_files", **asked)
        return found

    def fetch(self, bucket: str, key: str) -> Iterator[bytes]:
        return self._ports.storage.store.stream(bucket, key)


class _Progress:
    """Keeps the turn of an attempt, and says how far it is."""

    def __init__(self, db: Db, worker: Worker) -> None:
        self._db, self._worker = db, worker
        self._steps = 0
        self._said_at = utc_now()

    def beat(self) -> None:
        now: datetime = utc_now()
        if now - self._said_at >= RENEW_AFTER:
            self._say(now)

    def step(self) -> None:
        self._steps += 1
        self._say(utc_now())

    def _say(self, now: datetime) -> None:
        self._said_at = now
        if not self._db.run(exports.keep_turn, self._worker, self._steps):
            raise Superseded


def make_next(ports: Ports) -> bool:
    """Make the archive that is due; False when none is. What fails is tried again later."""
    worker = ports.db.run(exports.take_due, new_data_key())
    if worker is None:
        return False
    try:
        _make(ports, worker)
    except Superseded:
        _log.warning("an export was taken over", extra={"export_id": worker.export_id})
    except Exception:  # noqa: BLE001 - whatever it was, the next attempt is another one
        _log.exception("an export failed", extra={"export_id": worker.export_id})
        ports.db.run(exports.put_off, worker)
    return True


def _make(ports: Ports, worker: Worker) -> None:
    progress = _Progress(ports.db, worker)
    sources = _Owners(ports, worker.person_id)
    archive = ExportArchive(sources, utc_now(), progress.beat, progress.step)
    store, bucket = ports.storage.store, ports.storage.bucket
    stored = store_pieces(store, bucket, worker.prefix, worker.data_key, archive.chunks())
    ports.db.run(exports.finish, worker, asdict(stored))
    remove_attempts(ports.storage, worker.export_id, but=worker.prefix)


def remove_expired(db: Db, storage: BucketStorage) -> None:
    """Remove the archives whose days are over, and forget the exports of long ago."""
    for export_id in db.read(exports.list_removable, utc_now()):
        remove_attempts(storage, export_id)
        db.run(exports.note_removal, export_id)
    db.run(exports.forget_old)


def remove_attempts(storage: BucketStorage, export_id: str, but: str | None = None) -> None:
    """Remove the pieces of an export, save those of the attempt that succeeded."""
    for found in storage.store.iterate(storage.bucket, f"exports/{export_id}/"):
        if but is None or not found.key.startswith(but):
            storage.remove(found.key)
