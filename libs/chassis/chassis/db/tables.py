"""Tables that every service has: events to send, events received, commands done."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.db.types import IdType, Instant

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_messaging = MetaData(naming_convention=NAMING_CONVENTION)

# `position` gives the order of sending; `published_at` is empty until the broker has confirmed.
outbox = Table(
    "outbox_events",
    _messaging,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", IdType, nullable=False, unique=True),
    Column("event_type", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("published_at", Instant, index=True),
)
Index("ix_outbox_events_unpublished", outbox.c.position).dialect_options["postgresql"]["where"] = (
    outbox.c.published_at.is_(None)
)

# `body` is kept while the event still has to be handled; a handled event needs its id only.
inbox = Table(
    "inbox_events",
    _messaging,
    Column("event_id", IdType, primary_key=True),
    Column("handler", Text, primary_key=True),
    Column("event_type", Text, nullable=False),
    Column("state", Text, CheckConstraint("state IN ('handled','failed','dead')", name="state")),
    Column("body", JSONB),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Text),
    Column("received_at", Instant, nullable=False),
    Column("handled_at", Instant, index=True),
    Column("next_attempt_at", Instant),
)
inbox.c.state.nullable = False
Index("ix_inbox_events_unhandled", inbox.c.state, inbox.c.next_attempt_at).dialect_options[
    "postgresql"
]["where"] = inbox.c.state != "handled"

idempotency = Table(
    "idempotent_commands",
    _messaging,
    Column("actor_id", Text, primary_key=True),
    Column("operation", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_hash", Text),
    Column("result", JSONB),
    Column("created_at", Instant, nullable=False, index=True),
)


def service_metadata() -> MetaData:
    """Return the metadata of one service's declarative base, the messaging tables in it."""
    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    for table in (outbox, inbox, idempotency):
        table.to_metadata(metadata)
    return metadata
