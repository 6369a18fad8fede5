"""R6.4: migrations hand the access log that services kept themselves to the audit log."""

import uuid

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from chassis.db import open_database
from chassis.messaging.events import Event
from chassis.migrate import alembic_config, upgrade
from contracts.events import EVENTS
from sqlalchemy import text

PERSON, CASE, ACCESS_ID = (str(uuid.UUID(int=number)) for number in (1, 2, 3))
WHO = "'staff', 's1', 'au-110108', '192.0.2.7', 'r-1', '2026-11-01T02:00:00.5+00:00'"
INSERTS = {
    "collection": (
        f"INSERT INTO persons (person_id, verified_at) VALUES ('{PERSON}', now())",
        (
            "INSERT INTO records (record_id, person_id, draft_version, returned_reasons, created_at,"
            f" updated_at, record_version) VALUES ('{CASE}', '{PERSON}', 1, '[]', now(), now(), 0)"
        ),
        f"INSERT INTO file_looks VALUES ('{ACCESS_ID}', '{CASE}', 'revealed', '[\"basic.email\"]', {WHO})",
    ),
    "changes": (
        (
            f"INSERT INTO file_looks VALUES ('{ACCESS_ID}', '{PERSON}', '{CASE}', 'revealed',"
            f" '[\"basic.email\"]', {WHO})"
        ),
    ),
    "transfer": (
        (
            f"INSERT INTO file_looks VALUES ('{ACCESS_ID}', '{PERSON}', '{CASE}', 'revealed',"
            f" '[\"basic.email\"]', {WHO})"
        ),
    ),
}


def before_the_move(config):
    """Return the revision under which the service still kept its access log."""
    scripts = ScriptDirectory.from_config(config)
    [move] = [
        one for one in scripts.walk_revisions() if one.doc.startswith("Move the local access log")
    ]
    return move.down_revision


@pytest.mark.parametrize("service", INSERTS, ids=lambda service: f"R6.4-{service}")
def test_migration_hands_the_access_log_over(service_database, service):
    url = service_database(service)
    config = alembic_config(service, url)
    command.downgrade(config, before_the_move(config))
    db = open_database(url, service)
    with db.engine.begin() as connection:
        for statement in INSERTS[service]:
            connection.execute(text(statement))
    upgrade(service, url)
    with db.engine.connect() as connection:
        [row] = connection.execute(text("SELECT event_id::text, body FROM outbox_events")).all()
    db.engine.dispose()
    event = Event.from_body(row.body)
    assert EVENTS[(service, "audit_recorded")].schema.validate(event.data) == {}
    assert (event.id, event.occurred_at) == (ACCESS_ID, "2026-11-01T02:00:00.500000+00:00")
    kept = ("person_id", "case_id", "actor_id", "client_ip", "request_id", "fields")
    assert [event.data[name] for name in kept] == [
        *(PERSON, CASE, "s1", "192.0.2.7", "r-1"),
        ["basic.email"],
    ]
