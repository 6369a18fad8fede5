"""Issue 5.6: what was backed up is there again, to the row and to the byte."""

from urllib.parse import quote

import pytest
from amqp import AMQPError
from backup import objects, restore_target
from backup.errors import BackupError
from chassis.storage.staging import find_staged
from chassis.testing.management import manage
from contents import file_of_case, files, handle, open_case, publish, rows, run, schema, staged
from contracts.events import EVENTS
from native.layout import SERVICES


def test_I5_6_rows_files_and_uploads_are_there_again(installations, archive):
    source, target = installations.filled(), installations.empty()
    for number in range(50):
        handle(
            source,
            "notify",
            "on_case_submitted",
            publish(source, "collection", "collection_submitted"),
        )
        file_of_case(source, b"proof %d" % number * 1000)
        open_case(source)
    big = file_of_case(source, bytes(range(256)) * 40_000)
    upload = staged(source)
    manifest = archive.make(source)
    archive.restore(target)
    assert rows(target) == rows(source)
    assert len(rows(target)["transfer", "case_counts"]) == 50
    assert files(target) == files(source)
    assert files(target)["changes", big] == bytes(range(256)) * 40_000
    assert find_staged(target.store(), upload.owner_id, upload.attachment_id) == upload
    assert manifest.objects() == {"changes": 51, "staging": 2}


@pytest.fixture
def late_vhost(vhost, monkeypatch):
    """Return the address of a virtual host that is made once somebody was refused there."""
    name = quote(vhost.rpartition("/")[2] + "-late")

    def connect(uri, asker, begin=restore_target.connect_broker):
        try:
            return begin(uri, asker)
        except AMQPError:
            manage("PUT", f"vhosts/{name}", {})
            raise

    monkeypatch.setattr(restore_target, "connect_broker", connect)
    yield f"{vhost}-late"
    manage("DELETE", f"vhosts/{name}")


def test_I5_6_a_broker_that_is_still_being_set_up_is_waited_for(installations, archive, late_vhost):
    source, target = installations.filled(), installations.empty(AUSM_AMQP_URI=late_vhost)
    archive.make(source)
    archive.restore(target)
    assert rows(target) == rows(source)


def test_I5_6_an_empty_installation_comes_back_as_well(installations, archive):
    source, target = installations.filled(), installations.empty()
    archive.make(source)
    archive.restore(target)
    assert rows(target) == rows(source)


def test_I5_6_tables_constraints_and_indexes_are_those_of_the_migrations(installations, archive):
    source, target = installations.filled(), installations.empty()
    archive.make(source)
    archive.restore(target)
    for service in SERVICES:
        assert schema(target, service) == schema(source, service)


def test_I5_6_sequences_go_on_where_they_stood(installations, archive):
    source, target = installations.filled(), installations.empty()
    for _ in range(3):
        publish(source, "identity", "account_registered")
    archive.make(source)
    archive.restore(target)
    event_id = publish(target, "identity", "account_registered")
    query = "SELECT position FROM outbox_events WHERE event_id = %s"
    assert run(target, "identity", query, (event_id,)) == [(4,)]


def test_I5_6_a_table_of_many_parts(installations, archive, monkeypatch):
    monkeypatch.setattr("backup.tables.PART_BYTES", 1000)
    source, target = installations.filled(), installations.empty()
    for _ in range(60):
        publish(source, "identity", "session_ended")
    manifest = archive.make(source)
    archive.restore(target)
    assert manifest.totals["databases/identity/outbox_events"].parts > 5
    assert rows(target) == rows(source)


def test_I5_6_databases_only_leaves_the_files_to_others(installations, archive):
    source, target = installations.filled(), installations.empty()
    key = file_of_case(source)
    target.store().put("changes", key, b"brought by replication", "application/pdf")
    archive.make(source, databases_only=True)
    archive.restore(target)
    assert rows(target) == rows(source)
    assert files(target) == {("changes", key): b"brought by replication"}


def test_I5_6_events_on_their_way_are_sent_again_and_no_others(installations, archive):
    source, target = installations.filled(), installations.empty()
    published = {
        case: publish(source, "identity", "identity_verified", sent=case != "not sent")
        for case in ("not sent", "lost for both", "lost for one", "failed", "handled")
    }
    published["for nobody"] = publish(source, "identity", "session_ended")
    assert EVENTS["identity", "session_ended"].consumers == ()
    for case, consumers in (
        ("lost for one", {"notify": "handled"}),
        ("failed", {"notify": "failed", "collection": "handled"}),
        ("handled", {"notify": "handled", "collection": "handled"}),
    ):
        for consumer, state in consumers.items():
            handle(source, consumer, "on_identity_verified", published[case], state)
    archive.make(source)
    archive.restore(target)
    query = "SELECT event_id::text FROM outbox_events WHERE published_at IS NULL"
    again = {event_id for (event_id,) in run(target, "identity", query)}
    assert {case for case, event_id in published.items() if event_id in again} == {
        "not sent",
        "lost for both",
        "lost for one",
    }


def test_I5_6_an_object_that_a_row_names_and_that_is_gone_stops_the_backup(installations, archive):
    source = installations.filled()
    key = file_of_case(source)
    source.store().remove("changes", key)
    with pytest.raises(BackupError, match=key):
        archive.make(source)
    assert sorted(path.name for path in archive.path.parent.iterdir()) == ["backup.key"]


def test_I5_6_an_object_that_was_altered_stops_the_backup(installations, archive):
    source = installations.filled()
    key = file_of_case(source, b"original")
    source.store().put("changes", key, b"changed!", "application/pdf")
    with pytest.raises(BackupError, match=key):
        archive.make(source)


def test_I5_6_an_upload_that_is_claimed_while_it_is_copied(installations, archive, monkeypatch):
    source, target = installations.filled(), installations.empty()
    upload = staged(source)
    iterate = type(source.store()).iterate

    def slow(store, bucket, prefix=""):
        for found in iterate(store, bucket, prefix):
            source.store().remove("staging", upload.key)
            yield found

    monkeypatch.setattr("chassis.storage.object_store.ObjectStore.iterate", slow)
    archive.make(source)
    monkeypatch.undo()
    archive.restore(target)
    assert ("staging", upload.key) not in files(target)
    assert objects.is_empty(target.store(), ["changes"])
