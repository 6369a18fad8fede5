"""Entries of the audit log as other services publish them, and the log as a test sees it."""

import time
import uuid
from typing import Any

import eventlet
from chassis import plain_json
from chassis.clock import to_wire, utc_now
from chassis.db import Db
from chassis.messaging.amqp import ConfirmingConnection
from chassis.messaging.events import Event
from chassis.messaging.outbox import exchange_of
from contracts.context import CallContext
from identity.audit_log.keys import AuditKeys
from identity.audit_log.models import AuditEntry
from identity.audit_log.use_cases import append as append_entries
from sqlalchemy import select, text

KEYS = AuditKeys({"test": b"a" * 32})
STAFF = {"actor_kind": "staff", "actor_id": "s1", "roles": ["reviewer"]}


def entry(action: str = "review_opened", **changes: Any) -> dict[str, Any]:
    """Return what a service says of one act."""
    nothing = ("authority_id", "authority_path", "person_id", "case_kind", "case_id", "client_ip")
    values = {"action": action, **STAFF, **dict.fromkeys(nothing)}
    return {**values, "request_id": "r-1", "fields": [], "details": {}, **changes}


def body(data: dict[str, Any], source: str = "collection", **changes: Any) -> dict[str, Any]:
    """Return the event that carries an entry."""
    head = {"id": str(uuid.uuid4()), "type": "audit_recorded", "source": source}
    return {**head, "occurred_at": to_wire(utc_now()), "context": {}, "data": data, **changes}


def append(db: Db, *entries: dict[str, Any], keys: AuditKeys = KEYS) -> None:
    """Let entries arrive and take their places, without broker or service."""
    with db.unit_of_work() as uow:
        for data in entries:
            append_entries.store_arrival(uow, Event.from_body(body(data)))
    while db.run(append_entries.append_arrivals, keys) == append_entries.BATCH:
        pass


def publish(uri: str, *events: dict[str, Any]) -> None:
    """Send events as the relays of their services do."""
    link = ConfirmingConnection(uri, "test audit", lambda channel: None)
    link.publish_batch(
        [(e["id"], exchange_of(e["source"]), e["type"], plain_json.dumps(e)) for e in events],
        timeout=30,
    )
    link.close()


def log_of(db: Db, action: str | None = None) -> list[AuditEntry]:
    """Return the chain, or its entries of one action, in order."""
    wanted = select(AuditEntry).order_by(AuditEntry.sequence)
    if action:
        wanted = wanted.where(AuditEntry.action == action)
    return db.read(lambda session: list(session.scalars(wanted)))


def wait_for(db: Db, action: str, count: int = 1) -> list[AuditEntry]:
    """Return the entries of an action once there are that many."""
    limit = time.monotonic() + 30
    while len(found := log_of(db, action)) < count:
        assert time.monotonic() < limit, f"{count} × {action} expected, seen {len(found)}"
        eventlet.sleep(0.02)
    return found


def attack(db: Db, *statements: str) -> None:
    """Do what an administrator of the database can: switch the triggers off and change rows."""
    with db.engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))


def auditor(scenario: Any, authority_id: str, role: str = "auditor") -> CallContext:
    """Return a new auditor of an authority."""
    context: CallContext = scenario.employ(authority_id, role)
    return context
