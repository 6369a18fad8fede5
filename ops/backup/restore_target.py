"""An installation that may be restored into: no tables, no files, nobody at work, no messages."""

from contextlib import closing

import amqp
from chassis import topology
from chassis.messaging.amqp import connect as connect_broker
from chassis.storage.object_store import ObjectStore
from contracts.errors import NotFound, Unavailable
from contracts.events import EVENTS, queue_name
from native import postgres
from native.preparation import BUCKETS
from tenacity import (
    RetryCallState,
    retry,
    retry_if_exception_type,
    retry_if_result,
    stop_after_delay,
    wait_fixed,
)

from backup import objects
from backup.errors import BackupError
from backup.installation import Installation
from backup.snapshot import Connection, connect, tables_of

_WAIT_SECONDS = 60
# A server notices only some time later that a connection was closed: one of a service that was just
# stopped, or one of our own.
_CLOSING_SECONDS = 5
_AT_WORK = """
    SELECT DISTINCT application_name FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'
"""


def wait_until_idle(installation: Installation, *, files: bool) -> None:
    """Wait for databases and buckets that a set-up has only begun to make."""
    for address in installation.databases.values():
        postgres.wait(address, _WAIT_SECONDS)
    store = installation.store()
    for bucket in BUCKETS if files else ():
        try:
            _find_bucket(store, bucket)
        except (NotFound, Unavailable) as error:
            name = store.bucket_name(bucket)
            raise BackupError(f"There is no bucket {name}: set the stores up first") from error


@retry(
    retry=retry_if_exception_type((NotFound, Unavailable)),
    stop=stop_after_delay(_WAIT_SECONDS),
    wait=wait_fixed(1),
    reraise=True,
)
def _find_bucket(store: ObjectStore, bucket: str) -> None:
    if not store.bucket_exists(bucket):
        raise NotFound()


def ensure_empty(installation: Installation, *, files: bool, replace: bool) -> None:
    """Raise BackupError unless the installation is empty, or is to be emptied."""
    for service, address in installation.databases.items():
        with closing(connect(address)) as connection:
            _require_rest(service, connection)
    full = _full(installation, files=files)
    if full and not replace:
        raise BackupError(
            f"This installation is not empty ({', '.join(full)}). Restore into a new one, or have "
            "everything in this one erased first: --replace"
        )
    _empty_queues(installation)
    if full:
        make_empty(installation, files=files)


def make_empty(installation: Installation, *, files: bool) -> None:
    """Erase what an installation holds."""
    for address in installation.databases.values():
        with closing(connect(address)) as connection, connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
            cursor.execute("CREATE SCHEMA public")
            connection.commit()
    if files:
        try:
            objects.clear(installation.store())
        except (NotFound, Unavailable) as error:
            raise BackupError("The object store cannot be emptied: it does not answer") from error


def _require_rest(service: str, connection: Connection) -> None:
    if at_work := _find_at_work(connection):
        raise BackupError(
            f"The database of {service} is in use by {', '.join(at_work)}: stop the services first"
        )


def _last(attempts: RetryCallState) -> list[str]:
    return attempts.outcome.result() if attempts.outcome else []


@retry(
    retry=retry_if_result(bool),
    stop=stop_after_delay(_CLOSING_SECONDS),
    wait=wait_fixed(0.2),
    retry_error_callback=_last,
)
def _find_at_work(connection: Connection) -> list[str]:
    connection.rollback()  # Within a transaction the server shows what it showed at first.
    with connection.cursor() as cursor:
        cursor.execute(_AT_WORK)
        return [name or "a program without a name" for (name,) in cursor.fetchall()]


def _full(installation: Installation, *, files: bool) -> list[str]:
    found = []
    for service, address in installation.databases.items():
        with closing(connect(address)) as connection:
            if tables := len(tables_of(connection)):
                found.append(f"{service} has {tables} tables")
    if files and not objects.is_empty(installation.store()):
        found.append("there are files")
    return found


@retry(
    # Until the set-up has made it, a virtual host is refused.
    retry=retry_if_exception_type((amqp.AMQPError, OSError)),
    stop=stop_after_delay(_WAIT_SECONDS),
    wait=wait_fixed(1),
    reraise=True,
)
def _reach_broker(uri: str) -> amqp.Connection:
    return connect_broker(uri, "restore")


def _empty_queues(installation: Installation) -> None:
    """Remove the events of another time: what must be handled is sent again."""
    try:
        with closing(_reach_broker(installation.settings.amqp_uri)) as connection:
            channel = connection.channel()
            topology.declare(channel)
            for event in EVENTS.values():
                for consumer, handler in event.consumers:
                    channel.queue_purge(queue_name(event, consumer, handler))
    except (amqp.AMQPError, OSError) as error:
        raise BackupError(f"The broker cannot be reached: {error}") from error
