"""Issue 5.6: five databases as they were at one moment, while people are writing."""

import random
import threading
import time
import uuid
from contextlib import ExitStack, closing, contextmanager, nullcontext
from datetime import timedelta

import psycopg2
import pytest
from backup.errors import BackupError
from backup.snapshot import consistent_snapshot
from chassis.clock import utc_now
from chassis.db import open_database
from collection.use_cases import draft_files as collection_files
from contents import run
from psycopg2.extras import Json

WRITERS = 4
PATIENCE_SECONDS = 60
_CHAIN = ("identity", "collection", "changes", "transfer", "notify")
_TELL = (
    "INSERT INTO outbox_events (event_id, event_type, body, occurred_at)"
    " VALUES (%s, 'chained', %s, now())"
)


class Writers:
    """Each writes an event into one database after the other, in ever new orders.

    An event in a later database without one in the earlier is an effect without its cause.
    """

    def __init__(self, installation) -> None:
        self._installation = installation
        self._stop = threading.Event()
        self.answered: list[str] = []
        self.errors: list[Exception] = []

    def wait_for_more(self, count: int) -> None:
        """Wait until so many more were answered; what holds writers up ends the wait."""
        wanted = len(self.answered) + count
        limit = time.monotonic() + PATIENCE_SECONDS
        while len(self.answered) < wanted:
            assert time.monotonic() < limit, self.errors or "the writers wait"
            time.sleep(0.05)

    @contextmanager
    def at_work(self):
        threads = [threading.Thread(target=self._guarded) for _ in range(WRITERS)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        try:
            yield self
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _guarded(self) -> None:
        try:
            self._write()
        except Exception as error:  # noqa: BLE001 - shown by the test
            self.errors.append(error)

    def _write(self) -> None:
        opened = {name: psycopg2.connect(url) for name, url in self._installation.databases.items()}
        while not self._stop.is_set():
            chain = random.sample(_CHAIN, len(_CHAIN))
            event_id = str(uuid.uuid4())
            for place, service in enumerate(chain):
                with opened[service], opened[service].cursor() as cursor:
                    cursor.execute(_TELL, (event_id, Json({"chain": chain, "place": place})))
            self.answered.append(event_id)
        for connection in opened.values():
            connection.close()


def _effects_without_cause(connections):
    """Return the events whose predecessor in the chain is not there."""
    seen, chains = {}, {}
    for service, connection in connections.items():
        with connection.cursor() as cursor:
            cursor.execute("SELECT event_id::text, body FROM outbox_events")
            for event_id, body in cursor.fetchall():
                seen.setdefault(event_id, set()).add(service)
                chains[event_id] = body["chain"]
    return [
        (event_id, sorted(services))
        for event_id, services in seen.items()
        if services != set(chains[event_id][: len(services)])
    ], seen


def test_I5_6_no_effect_is_seen_without_its_cause(installations):
    installation = installations.filled()
    with Writers(installation).at_work() as writers:
        for _ in range(8):
            answered = list(writers.answered)
            with consistent_snapshot(installation.databases) as snapshot:
                time.sleep(0.2)
                wrong, seen = _effects_without_cause(snapshot.connections)
            assert wrong == []
            assert all(len(seen[event_id]) == len(_CHAIN) for event_id in answered)
            assert snapshot.held_ms < 5000
    assert writers.errors == []
    assert len(writers.answered) > 20


def test_I5_6_writers_go_on_while_the_snapshots_are_read(installations):
    installation = installations.filled()
    with consistent_snapshot(installation.databases), Writers(installation).at_work() as writers:
        writers.wait_for_more(20)
    assert writers.errors == []


def test_I5_6_a_transaction_that_stays_open_is_waited_for_and_then_named(installations):
    installation = installations.filled()
    with closing(psycopg2.connect(installation.databases["changes"])) as writer:
        with writer.cursor() as cursor:
            cursor.execute(_TELL, (str(uuid.uuid4()), Json({})))
        with (
            pytest.raises(BackupError, match="changes was written to"),
            consistent_snapshot(installation.databases, patience=1),
        ):
            pass
        # Nobody else is left behind a lock.
        with (
            closing(psycopg2.connect(installation.databases["identity"])) as other,
            other.cursor() as cursor,
        ):
            cursor.execute("SET lock_timeout = '100ms'")
            cursor.execute(_TELL, (str(uuid.uuid4()), Json({})))
        threading.Timer(1.0, writer.rollback).start()
        with consistent_snapshot(installation.databases, patience=30) as snapshot:
            assert snapshot.connections


def test_I5_6_two_backups_at_a_time_are_one_too_many(installations, monkeypatch):
    monkeypatch.setattr("backup.snapshot._FORGETTING_SECONDS", 1)
    installation = installations.filled()
    with (
        consistent_snapshot(installation.databases),
        pytest.raises(BackupError, match="Another backup"),
        consistent_snapshot(installation.databases),
    ):
        pass


def test_I5_6_an_installation_without_tables_is_no_backup(installations):
    with (
        pytest.raises(BackupError, match="no tables"),
        consistent_snapshot(installations.empty().databases),
    ):
        pass


def test_I5_6_files_that_the_snapshot_names_are_not_forgotten_meanwhile(installations, monkeypatch):
    installation = installations.filled()
    values = {"record": str(uuid.uuid4()), "at": utc_now() - timedelta(days=30)}
    run(installation, "collection", _DETACHED, values)
    with ExitStack() as later:
        # As with a server that notices late that its connections were closed.
        monkeypatch.setattr(
            "backup.snapshot.closing", lambda each: nullcontext(later.enter_context(closing(each)))
        )
        db = open_database(installation.databases["collection"], "collection")
        later.callback(db.engine.dispose)
        with consistent_snapshot(installation.databases):
            assert db.run(collection_files.delete_detached) == []
        assert db.run(collection_files.delete_detached) == ["replaced"]


_DETACHED = """
    SET session_replication_role = replica;
    INSERT INTO attachments (attachment_id, record_id, section, kind, file_name, key, media_type,
                             size, sha256, claimed_at, detached_at)
    VALUES ('replaced', %(record)s, 'basic', 'photo', 'a.png', 'replaced', 'image/png', 1, 'x',
            %(at)s, %(at)s)
"""
