"""R6.4: a tail that was cut off is found by anchors; what was kept long enough can go."""

import json
from datetime import timedelta

import pytest
from audit_factories import KEYS, append, attack, entry, log_of
from chassis.clock import utc_now
from chassis.db import open_database
from chassis.storage.bucket import BucketStorage
from contracts.errors import Conflict
from identity.audit_log import __main__ as program
from identity.audit_log.anchors import PREFIX, read_anchors, read_newest
from identity.audit_log.domain.chain import ALTERED, MISSING, Break
from identity.audit_log.keys import AuditKeys
from identity.audit_log.metrics import AUDIT_BROKEN
from identity.audit_log.queries.verification import find_unprotected, verify_chain
from identity.audit_log.use_cases.monitor import anchor_chain, check_anchors, verify_latest
from identity.audit_log.use_cases.retire import retire_before
from prometheus_client import REGISTRY
from sqlalchemy import text

_PUBLISHED = "SELECT body->'data'->>'action' FROM outbox_events"
CUT = "DELETE FROM audit_entries WHERE sequence > 2"


@pytest.fixture
def address(service_database):
    return service_database("identity")


@pytest.fixture
def db(address):
    opened = open_database(address, "identity")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def storage(object_store):
    kept = BucketStorage(object_store, "identity")
    yield kept
    for found in kept.list(PREFIX):
        kept.remove(found.key)


@pytest.fixture
def chain(db, storage):
    """Four entries, anchored."""
    append(db, *(entry() for _ in range(4)))
    assert anchor_chain(db, storage, KEYS) is None
    return log_of(db)


def test_R6_4_anchor_names_the_last_entry(db, storage, chain):
    anchor = read_newest(storage, KEYS)
    assert (anchor.link.sequence, anchor.link.code) == (4, chain[-1].code)
    assert anchor.is_authentic
    assert not read_newest(storage, AuditKeys({"test": b"x" * 32})).is_authentic


def test_R6_4_anchor_moves_on_with_the_chain(db, storage, chain):
    append(db, entry())
    assert anchor_chain(db, storage, KEYS) is None
    assert [one.link.sequence for one in read_anchors(storage, KEYS)] == [5]


def test_R6_4_a_tail_cut_off_is_found_though_the_chain_is_whole(db, storage, chain):
    attack(db, CUT)
    *_, ended = verify_chain(db, KEYS)
    assert ended.first_break is None
    assert anchor_chain(db, storage, KEYS) == Break(4, MISSING)
    assert verify_latest(db, storage, KEYS) == Break(4, MISSING)
    assert read_newest(storage, KEYS).link.sequence == 4, "the evidence stays"


def test_R6_4_a_tail_cut_off_is_found_after_the_chain_has_grown_again(db, storage, chain):
    attack(db, CUT)
    append(db, entry("case_approve"), entry("case_approve"), entry("case_approve"))
    assert check_anchors(db, KEYS, read_anchors(storage, KEYS)) == Break(4, ALTERED)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"sequence": 2}, id="R6.4-lower"),
        pytest.param({"code": "00" * 32}, id="R6.4-other-code"),
        pytest.param({"seal": "00" * 32}, id="R6.4-other-seal"),
        pytest.param({"key_id": "k9"}, id="R6.4-key-unknown"),
        pytest.param({"sequence": "x"}, id="R6.4-no-anchor-at-all"),
    ],
)
def test_a_forged_anchor_is_reported(db, storage, chain, changes):
    [found] = storage.list(PREFIX)
    content = json.loads(storage.get(found.key)) | changes
    storage.put(found.key, json.dumps(content).encode(), "application/json")
    assert verify_latest(db, storage, KEYS).reason == ALTERED


def test_R6_4_an_anchor_of_a_newer_version_is_read(db, storage, chain):
    [found] = storage.list(PREFIX)
    content = json.loads(storage.get(found.key)) | {"replica": 2}
    storage.put(found.key, json.dumps(content).encode(), "application/json")
    assert verify_latest(db, storage, KEYS) is None


def test_R6_4_monitoring_finds_a_change_within_the_latest_days(db, storage, chain):
    assert verify_latest(db, storage, KEYS) is None
    attack(db, "UPDATE audit_entries SET request_id = 'r-2' WHERE sequence = 2")
    assert verify_latest(db, storage, KEYS) == Break(2, ALTERED)


def test_R6_4_old_entries_are_retired_and_the_chain_stays_intact(db, monkeypatch):
    now = utc_now()
    with monkeypatch.context() as then:
        then.setattr("chassis.db.database.utc_now", lambda: now - timedelta(days=400))
        append(db, *(entry() for _ in range(3)))
    append(db, entry(), entry())
    assert retire_before(db, KEYS, now - timedelta(days=200), now) == 3
    assert [one.sequence for one in log_of(db)] == [4, 5]
    *_, ended = verify_chain(db, KEYS)
    assert (ended.first_break, ended.last.sequence) == (None, 5)
    assert db.read(find_unprotected) == []
    assert retire_before(db, KEYS, now - timedelta(days=200), now) == 3
    published = db.read(lambda session: session.scalars(text(_PUBLISHED)).all())
    assert published == ["audit_retired"]


def test_R6_4_the_chain_continues_after_all_entries_are_retired(db, chain):
    later = utc_now() + timedelta(days=400)
    assert retire_before(db, KEYS, later - timedelta(days=200), later) == 4
    assert log_of(db) == []
    append(db, entry())
    *_, ended = verify_chain(db, KEYS)
    assert (ended.first_break, ended.last.sequence) == (None, 5)


def test_R6_4_a_forged_retirement_is_found(db, storage, chain):
    attack(db, "DELETE FROM audit_entries WHERE sequence < 3")
    code = log_of(db)[0].code.hex()
    attack(db, f"INSERT INTO audit_retirements VALUES (2, '\\x{code}', 'test', '\\x{code}', now())")
    *_, ended = verify_chain(db, KEYS)
    assert ended.first_break == Break(2, ALTERED)


def test_R6_4_entries_are_kept_for_six_months(db, chain):
    with pytest.raises(Conflict) as refused:
        retire_before(db, KEYS, utc_now() - timedelta(days=180), utc_now())
    assert refused.value.code == "identity.audit_too_recent"


def test_R6_4_a_broken_chain_is_not_retired(db, chain):
    attack(db, "UPDATE audit_entries SET action = 'case_return' WHERE sequence = 2")
    later = utc_now() + timedelta(days=400)
    with pytest.raises(Conflict) as refused:
        retire_before(db, KEYS, later - timedelta(days=200), later)
    assert refused.value.code == "identity.audit_broken"
    assert len(log_of(db)) == 4


@pytest.fixture
def run_program(address, storage, monkeypatch, capsys):
    """Run `./ausm audit` on this test's database and store; return exit code and output."""
    import os

    from chassis.testing.stores import TEST_BUCKET_PREFIX

    monkeypatch.setenv("AUSM_DATABASE_URL", address)
    monkeypatch.setenv("AUSM_S3_URL", os.environ["AUSM_TEST_S3"])
    monkeypatch.setenv("AUSM_S3_BUCKET_PREFIX", TEST_BUCKET_PREFIX)
    return lambda *arguments: (program.main(list(arguments)), capsys.readouterr().out)


def test_R6_4_operator_sees_a_whole_chain(run_program, chain):
    code, output = run_program("verify")
    assert (code, output.split(",")[0]) == (0, "intact: 4 entries")
    assert chain[-1].code.hex() in output


def test_R6_4_operator_sees_the_first_broken_entry(db, run_program, chain):
    attack(db, "DELETE FROM audit_entries WHERE sequence = 2")
    assert run_program("verify") == (
        1,
        "broken at entry 2: missing (此处记录缺失); the chain now ends at 4\n",
    )


def test_R6_4_operator_compares_with_an_anchor_from_the_logs(db, storage, run_program, chain):
    for found in storage.list(PREFIX):
        storage.remove(found.key)
    anchor = f"4:{chain[-1].code.hex()}"
    assert run_program("verify", "--anchor", anchor)[0] == 0
    attack(db, CUT)
    assert run_program("verify")[0] == 0, "without an anchor nobody can know"
    assert run_program("verify", "--anchor", anchor)[0] == 1


@pytest.fixture
def quiet():
    """Return how to read the figure of a broken chain, which nothing has raised yet."""
    AUDIT_BROKEN.set(0)
    yield lambda: REGISTRY.get_sample_value("ausm_audit_chain_broken")
    AUDIT_BROKEN.set(0)


@pytest.mark.parametrize(
    ("check", "done"),
    [
        pytest.param(verify_latest, CUT, id="R6.4-hourly-cut-off"),
        pytest.param(anchor_chain, CUT, id="R6.4-each-minute-cut-off"),
        pytest.param(
            verify_latest,
            "ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_final",
            id="R6.4-unprotected",
        ),
    ],
)
def test_a_break_sets_the_gauge_of_the_alert(db, storage, chain, quiet, check, done):
    check(db, storage, KEYS)
    assert quiet() == 0
    attack(db, done)
    check(db, storage, KEYS)
    assert quiet() == 1
