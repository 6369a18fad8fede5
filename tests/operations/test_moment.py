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
from backup.moment import one_moment
from chassis.clock import utc_now
from chassis.db import open_database
from collection.use_cases import draft_files as collection_files
from contents import run
from psycopg2.extras import Json

WRITERS = 4
_CHAIN = ("identity", "collection", "changes", "transfer", "notify")
_TELL = (
    "INSERT INTO outbox_events (event_id, event_type, body, occurred_at)"
    " VALUES (%s, 'chained', %s, now())"
)


class Writers:
    """Each writes an event into one database after the other, in ever new orders.

    An event in a later database without one in the earlier is an effect without its cause.
    """

    def __init__(self, site) -> None:
        self._site = site
        self._stop = threading.Event()
        self.answered: list[str] = []
        self.slowest = 0.0
        self.errors: list[Exception] = []

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
        opened = {name: psycopg2.connect(url) for name, url in self._site.databases.items()}
        while not self._stop.is_set():
            chain = random.sample(_CHAIN, len(_CHAIN))
            event_id = str(uuid.uuid4())
            for place, service in enumerate(chain):
                begun = time.monotonic()
                with opened[service], opened[service].cursor() as cursor:
                    cursor.execute(_TELL, (event_id, Json({"chain": chain, "place": place})))
                self.slowest = max(self.slowest, time.monotonic() - begun)
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


def test_I5_6_no_effect_is_seen_without_its_cause(sites):
    site = sites.filled()
    with Writers(site).at_work() as writers:
        for _ in range(8):
            answered = list(writers.answered)
            with one_moment(site.databases) as moment:
                time.sleep(0.2)
                wrong, seen = _effects_without_cause(moment.connections)
            assert wrong == []
            assert all(len(seen[event_id]) == len(_CHAIN) for event_id in answered)
            assert moment.held_ms < 5000
    assert writers.errors == []
    assert len(writers.answered) > 20


def test_I5_6_writers_go_on_while_the_snapshots_are_read(sites):
    site = sites.filled()
    with one_moment(site.databases), Writers(site).at_work() as writers:
        time.sleep(1)
        before = len(writers.answered)
    assert before > 5
    assert writers.slowest < 2


def test_I5_6_a_transaction_that_stays_open_is_waited_for_and_then_named(sites):
    site = sites.filled()
    with closing(psycopg2.connect(site.databases["changes"])) as writer:
        with writer.cursor() as cursor:
            cursor.execute(_TELL, (str(uuid.uuid4()), Json({})))
        with (
            pytest.raises(BackupError, match="changes was written to"),
            one_moment(site.databases, patience=1),
        ):
            pass
        # Nobody else is left behind a lock.
        with (
            closing(psycopg2.connect(site.databases["identity"])) as other,
            other.cursor() as cursor,
        ):
            cursor.execute("SET lock_timeout = '100ms'")
            cursor.execute(_TELL, (str(uuid.uuid4()), Json({})))
        threading.Timer(1.0, writer.rollback).start()
        with one_moment(site.databases, patience=30) as moment:
            assert moment.connections


def test_I5_6_two_backups_at_a_time_are_one_too_many(sites, monkeypatch):
    monkeypatch.setattr("backup.moment._FORGETTING_SECONDS", 1)
    site = sites.filled()
    with (
        one_moment(site.databases),
        pytest.raises(BackupError, match="Another backup"),
        one_moment(site.databases),
    ):
        pass


def test_I5_6_an_installation_without_tables_is_no_backup(sites):
    with pytest.raises(BackupError, match="no tables"), one_moment(sites.empty().databases):
        pass


def test_I5_6_files_that_the_snapshot_names_are_not_forgotten_meanwhile(sites, monkeypatch):
    site = sites.filled()
    values = {"record": str(uuid.uuid4()), "at": utc_now() - timedelta(days=30)}
    run(site, "collection", _DETACHED, values)
    with ExitStack() as later:
        # As with a server that notices late that its connections were closed.
        monkeypatch.setattr(
            "backup.moment.closing", lambda each: nullcontext(later.enter_context(closing(each)))
        )
        db = open_database(site.databases["collection"], "collection")
        later.callback(db.engine.dispose)
        with one_moment(site.databases):
            assert db.run(collection_files.delete_detached) == []
        assert db.run(collection_files.delete_detached) == ["replaced"]


_DETACHED = """
    SET session_replication_role = replica;
    INSERT INTO attachments (attachment_id, record_id, section, kind, file_name, key, media_type,
                             size, sha256, claimed_at, detached_at)
    VALUES ('replaced', %(record)s, 'basic', 'photo', 'a.png', 'replaced', 'image/png', 1, 'x',
            %(at)s, %(at)s)
"""
