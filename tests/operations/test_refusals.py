"""Issue 5.6: what must not be restored is refused before anything is written."""

import base64
from contextlib import closing

import psycopg2
import pytest
from backup import commands, restore_target
from backup.errors import BackupError
from chassis.migrate import upgrade
from contents import file_of_case, files, publish, rows, run, schema
from native.backup_options import parse


@pytest.fixture
def source(installations, archive):
    installation = installations.filled()
    file_of_case(installation)
    publish(installation, "identity", "account_registered")
    archive.make(installation)
    return installation


def _is_empty(installation):
    return not rows(installation) and not files(installation)


def _refused(archive, installation, words, **options):
    with pytest.raises(BackupError, match=words):
        archive.restore(installation, **options)


def test_I5_6_an_archive_that_was_cut_off_writes_nothing(installations, archive, source):
    target = installations.empty()
    data = archive.path.read_bytes()
    archive.path.write_bytes(data[:-20])
    _refused(archive, target, "cut off")
    assert _is_empty(target)


def test_I5_6_other_keys_are_refused(installations, archive, source):
    other = base64.b64encode(b"o" * 32).decode()
    for setting, value, name in (
        ("AUSM_MASTER_KEYS", f"test:{other}", "master_keys"),
        ("AUSM_INDEX_KEY", other, "index_key"),
        ("AUSM_AUDIT_KEYS", f"test:{other}", "audit_keys"),
    ):
        target = installations.empty(**{setting: value})
        _refused(archive, target, rf"{name}.*secrets")
        assert _is_empty(target)


def test_I5_6_a_restore_without_an_audit_key_names_what_is_missing(installations, archive, source):
    target = installations.empty(
        AUSM_AUDIT_KEYS="", AUSM_AUDIT_KEYS_FILE=str(archive.path / "audit_keys")
    )
    options = parse("restore", [str(archive.path), "--identity", str(archive.key)])
    with pytest.raises(BackupError, match="the secret audit_keys is missing"):
        commands.run(options, lambda: target)
    assert _is_empty(target)


def test_I5_6_a_full_installation_is_refused_and_stays_as_it_is(installations, archive, source):
    target = installations.filled()
    publish(target, "notify", "sms_delivered")
    before = rows(target)
    _refused(archive, target, r"not empty.*--replace")
    assert rows(target) == before


def test_I5_6_files_alone_are_not_empty_either(installations, archive, source):
    target = installations.empty()
    target.store().put("identity", "a", b"x", "image/png")
    _refused(archive, target, "there are files")
    assert files(target) == {("identity", "a"): b"x"}


def test_I5_6_a_full_installation_is_replaced_when_asked_for(installations, archive, source):
    target = installations.filled()
    publish(target, "notify", "sms_delivered")
    file_of_case(target, b"of another time")
    archive.restore(target, replace=True)
    assert rows(target)["identity", "outbox_events"] != []
    assert rows(target)["notify", "outbox_events"] == []
    assert files(target) == files(source)


def test_I5_6_a_service_at_work_is_named(installations, archive, source):
    target = installations.filled()
    url = target.databases["transfer"]
    with closing(psycopg2.connect(url, application_name="transfer")):
        _refused(archive, target, "transfer is in use by transfer", replace=True)


def test_I5_6_a_service_that_is_just_disconnecting_is_waited_for(
    installations, archive, source, monkeypatch
):
    target = installations.empty()
    closing = psycopg2.connect(target.databases["transfer"], application_name="transfer")
    retrying = restore_target._find_at_work.retry  # It goes once it was seen.
    monkeypatch.setattr(retrying, "before_sleep", lambda _: closing.close())
    archive.restore(target)
    assert closing.closed
    assert rows(target).keys() == rows(source).keys()
    assert files(target) == files(source)


def test_I5_6_a_schema_of_a_newer_version_is_refused(installations, archive):
    source, target = installations.filled(), installations.filled()
    run(source, "notify", "UPDATE alembic_version SET version_num = '9999'")
    archive.make(source)
    _refused(archive, target, "does not know the schema of notify", replace=True)
    assert rows(target)["notify", "templates"] != []


def test_I5_6_an_older_schema_is_brought_to_the_newest(installations, archive):
    source, target, newest = installations.empty(), installations.empty(), installations.filled()
    for service, address in source.databases.items():
        upgrade(service, address, "0001")
    event_id = publish(source, "collection", "collection_submitted")
    archive.make(source)
    archive.restore(target)
    for service in target.databases:
        query = "SELECT version_num FROM alembic_version"
        assert run(target, service, query) == run(newest, service, query)
        assert schema(target, service) == schema(newest, service)
    found = run(target, "collection", "SELECT event_id::text FROM outbox_events")
    assert found == [(event_id,)]


def test_I5_6_a_restore_that_fails_half_way_leaves_an_empty_installation(
    installations, archive, source, monkeypatch
):
    target = installations.empty()

    def away(*_):
        raise BackupError("the store is away")

    monkeypatch.setattr("backup.objects.put_back", away)
    _refused(archive, target, "the store is away")
    assert _is_empty(target)
    monkeypatch.undo()
    archive.restore(target)
    assert files(target) == files(source)


def test_I5_6_rows_that_do_not_fit_together_are_refused(installations, archive):
    source, target = installations.filled(), installations.empty()
    run(
        source,
        "identity",
        "ALTER TABLE consent_records DROP CONSTRAINT fk_consent_records_person_id_accounts;"
        "INSERT INTO consent_records (consent_id, person_id, kind, document_version, given_at)"
        " VALUES (gen_random_uuid(), gen_random_uuid(), 'privacy', '1', now())",
    )
    archive.make(source)
    with pytest.raises(psycopg2.errors.ForeignKeyViolation):
        archive.restore(target)
    assert _is_empty(target)


def test_I5_6_a_table_that_no_migration_made_stops_the_backup(installations, archive):
    source = installations.filled()
    run(source, "changes", "CREATE SCHEMA reports; CREATE TABLE reports.daily (day date)")
    with pytest.raises(BackupError, match=r"reports\.daily"):
        archive.make(source)
