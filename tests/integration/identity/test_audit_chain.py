"""R6.4: the chain in its table: appended in order, closed to changes, its damage found."""

import itertools

import eventlet
import pytest
from audit_factories import KEYS, append, attack, entry, log_of
from chassis.db import open_database
from identity.audit_log.domain.chain import ALTERED, MISSING, Break, Link
from identity.audit_log.keys import AuditKeys
from identity.audit_log.queries.verification import find_unprotected, verify_chain
from identity.audit_log.use_cases import append as append_use_case
from identity_factories import authority_row
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError


@pytest.fixture
def db(service_database):
    opened = open_database(service_database("identity"), "identity")
    yield opened
    opened.engine.dispose()


def ending(db, keys=KEYS):
    *_, ended = verify_chain(db, keys)
    return ended


def make_chain(db, count=6):
    append(db, *(entry(details={"n": n}) for n in range(1, count + 1)))


def test_R6_4_entries_are_appended_in_the_order_of_arrival(db):
    make_chain(db)
    make_chain(db, 2)
    entries = log_of(db)
    assert [one.sequence for one in entries] == list(range(1, 9))
    assert [one.details["n"] for one in entries] == [1, 2, 3, 4, 5, 6, 1, 2]
    assert {(one.service, one.key_id) for one in entries} == {("collection", "test")}
    assert ending(db).last == Link(8, entries[-1].code)
    assert ending(db).first_break is None


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        pytest.param(
            "UPDATE audit_entries SET actor_id = 's2' WHERE sequence = 3",
            Break(3, ALTERED),
            id="R6.4-row-changed",
        ),
        pytest.param(
            "UPDATE audit_entries SET details = details || '{\"n\": 9}' WHERE sequence = 3",
            Break(3, ALTERED),
            id="R6.4-detail-changed",
        ),
        pytest.param(
            "UPDATE audit_entries SET occurred_at = occurred_at - interval '1 microsecond'"
            " WHERE sequence = 3",
            Break(3, ALTERED),
            id="R6.4-moved-by-a-microsecond",
        ),
        pytest.param(
            "DELETE FROM audit_entries WHERE sequence = 3",
            Break(3, MISSING),
            id="R6.4-removed-in-the-middle",
        ),
        pytest.param(
            "DELETE FROM audit_entries WHERE sequence < 3",
            Break(1, MISSING),
            id="R6.4-head-removed",
        ),
        pytest.param(
            "UPDATE audit_entries AS one SET details = other.details FROM audit_entries AS other"
            " WHERE one.sequence + other.sequence = 7 AND one.sequence IN (3, 4)",
            Break(3, ALTERED),
            id="R6.4-two-swapped",
        ),
    ],
)
def test_what_an_administrator_does_to_the_table_is_found(db, statement, found):
    make_chain(db)
    attack(db, statement)
    assert ending(db).first_break == found


def test_R6_4_renumbering_after_a_deletion_is_found(db):
    make_chain(db)
    attack(
        db,
        "DELETE FROM audit_entries WHERE sequence = 3",
        *(f"UPDATE audit_entries SET sequence = {n - 1} WHERE sequence = {n}" for n in (4, 5, 6)),
    )
    assert ending(db).first_break == Break(3, ALTERED)


def test_R6_4_a_tail_rebuilt_without_the_key_is_found(db):
    make_chain(db, 3)
    append(db, entry("case_approve"), keys=AuditKeys({"test": b"x" * 32}))
    assert ending(db).first_break == Break(4, ALTERED)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE audit_entries SET action = 'x'", id="R6.4-update"),
        pytest.param("DELETE FROM audit_entries", id="R6.4-delete"),
        pytest.param("TRUNCATE audit_entries", id="R6.4-truncate"),
    ],
)
def test_table_refuses_changes(db, statement):
    make_chain(db, 2)
    with pytest.raises(DBAPIError, match="final"), db.engine.begin() as connection:
        connection.execute(text(statement))
    assert len(log_of(db)) == 2


def test_R6_4_disabled_triggers_are_reported(db):
    make_chain(db, 2)
    assert db.read(find_unprotected) == []
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_final"))
    assert db.read(find_unprotected) == ["audit_entries_final"]


def test_R6_4_concurrent_appends_make_one_chain(service_database, db, monkeypatch):
    monkeypatch.setattr(append_use_case, "BATCH", 2)
    others = [open_database(service_database("identity"), "identity") for _ in range(4)]

    def work(other, number):
        for n in range(5):
            append(other, entry(details={"n": number * 10 + n}), entry())

    threads = [eventlet.spawn(work, other, number) for number, other in enumerate(others)]
    for thread in threads:
        thread.wait()
    entries = log_of(db)
    assert [one.sequence for one in entries] == list(range(1, 41))
    assert len({one.entry_id for one in entries}) == 40
    assert ending(db).first_break is None
    for other in others:
        other.engine.dispose()


def test_R6_4_names_are_those_of_the_time(db):
    from identity.models import Staff

    staff_id = "00000000-0000-4000-8000-000000000001"
    with db.unit_of_work() as uow:
        uow.session.add(authority_row("au-110000"))
        uow.session.flush()
        facts = {"username": "u1", "password_hash": "-", "roles": ["reviewer"]}
        facts |= {"authority_id": "au-110000", "created_at": uow.now}
        uow.session.add(Staff(staff_id=staff_id, name="王京审", **facts))
    append(db, entry(actor_id=staff_id), entry(actor_id="unknown"), entry(actor_kind="person"))
    known, unknown, person = log_of(db)
    assert (known.actor_name, known.authority_name) == ("王京审", "北京市财政局")
    assert (known.authority_id, known.authority_path) == ("au-110000", "/au-110000/")
    assert {unknown.actor_name, unknown.authority_path, person.actor_name} == {None}


def test_R6_4_verification_goes_segment_by_segment(db, monkeypatch):
    make_chain(db, 5)
    monkeypatch.setattr("identity.audit_log.queries.verification.check_segment.__defaults__", (2,))
    places = [verified.last.sequence for verified in verify_chain(db, KEYS)]
    assert places == list(itertools.accumulate([2, 2, 1]))
