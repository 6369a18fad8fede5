"""What the services' Alembic migrations share.

`create_messaging_tables` is frozen: a later change of those tables is a new function that a
new migration of each service calls.
"""

from typing import Any

from sqlalchemy import MetaData, engine_from_config, pool

_MESSAGING_V1 = (
    """
    CREATE TABLE outbox_events (
        position BIGINT GENERATED ALWAYS AS IDENTITY,
        event_id UUID NOT NULL,
        event_type TEXT NOT NULL,
        body JSONB NOT NULL,
        occurred_at TIMESTAMPTZ NOT NULL,
        published_at TIMESTAMPTZ,
        CONSTRAINT pk_outbox_events PRIMARY KEY (position),
        CONSTRAINT uq_outbox_events_event_id UNIQUE (event_id)
    )
    """,
    "CREATE INDEX ix_outbox_events_published_at ON outbox_events (published_at)",
    """
    CREATE INDEX ix_outbox_events_unpublished ON outbox_events (position)
    WHERE published_at IS NULL
    """,
    """
    CREATE TABLE inbox_events (
        event_id UUID NOT NULL,
        handler TEXT NOT NULL,
        event_type TEXT NOT NULL,
        state TEXT NOT NULL,
        body JSONB,
        attempts INTEGER NOT NULL,
        last_error TEXT,
        received_at TIMESTAMPTZ NOT NULL,
        handled_at TIMESTAMPTZ,
        next_attempt_at TIMESTAMPTZ,
        CONSTRAINT pk_inbox_events PRIMARY KEY (event_id, handler),
        CONSTRAINT ck_inbox_events_state CHECK (state IN ('handled','failed','dead'))
    )
    """,
    "CREATE INDEX ix_inbox_events_handled_at ON inbox_events (handled_at)",
    """
    CREATE INDEX ix_inbox_events_unhandled ON inbox_events (state, next_attempt_at)
    WHERE state <> 'handled'
    """,
    """
    CREATE TABLE idempotent_commands (
        actor_id TEXT NOT NULL,
        operation TEXT NOT NULL,
        key TEXT NOT NULL,
        request_hash TEXT,
        result JSONB,
        created_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT pk_idempotent_commands PRIMARY KEY (actor_id, operation, key)
    )
    """,
    "CREATE INDEX ix_idempotent_commands_created_at ON idempotent_commands (created_at)",
)


def create_messaging_tables(op: Any) -> None:
    """Create the tables of outbox, inbox and idempotency, first version."""
    for statement in _MESSAGING_V1:
        op.execute(statement)


def drop_messaging_tables(op: Any) -> None:
    """Undo `create_messaging_tables`."""
    for table in ("idempotent_commands", "inbox_events", "outbox_events"):
        op.drop_table(table)


def run_env(metadata: MetaData) -> None:
    """Run the migrations that Alembic asks for; the whole body of a service's `env.py`."""
    from alembic import context

    if context.is_offline_mode():
        context.configure(
            url=context.config.get_main_option("sqlalchemy.url"),
            target_metadata=metadata,
            literal_binds=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        return
    engine = engine_from_config(
        context.config.get_section(context.config.config_ini_section) or {},
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()
