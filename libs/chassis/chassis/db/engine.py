"""The connection pool of one service and what its failures mean to a caller."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from contracts.errors import ServiceError, Unavailable
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import (
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chassis import plain_json
from chassis.db.server_clock import follow_server_of

_log = logging.getLogger(__name__)

# Shorter than any call's time-out, so that the caller gets the error.
POOL_TIMEOUT_SECONDS = 2
CONNECT_TIMEOUT_SECONDS = 2
PING_AFTER_SECONDS = 2.0
# Beyond one connection a worker: relay, retry, a periodic job and its lock.
CONNECTIONS_BESIDE_WORKERS = 4
# Compiling a statement takes longer than any of ours may run.
_OPTIONS = (
    "-c jit=off -c timezone=UTC -c statement_timeout=15000 -c lock_timeout=5000"
    " -c idle_in_transaction_session_timeout=60000"
)
_RETRYABLE = {"40001", "40P01"}  # serialization failure, deadlock
# lock not available, statement cancelled, server shutting down or starting
_PASSING = {"55P03", "57014", "57P01", "57P02", "57P03", "53300"}


def driver_url(url: str) -> str:
    """Return the URL with the driver that eventlet makes cooperative."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg2://" + url.removeprefix(scheme)
    return url


def make_engine(url: str, max_workers: int, name: str) -> Engine:
    """Return the pool of a service: it never makes a worker wait for another's connection."""
    engine = create_engine(
        driver_url(url),
        pool_size=max_workers + CONNECTIONS_BESIDE_WORKERS,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        pool_use_lifo=True,
        json_serializer=plain_json.dumps,
        # Errors are logged and stored: values of people do not belong there.
        hide_parameters=True,
        connect_args={
            "options": _OPTIONS,
            "application_name": name,
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
        },
    )
    follow_server_of(engine)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", _ping_if_idle)
    return engine


def _note_use(_connection: Any, record: Any) -> None:
    record.info["used_at"] = time.monotonic()


def _ping_if_idle(connection: Any, record: Any, _proxy: Any) -> None:
    """Try a connection that nobody has used for a while; a broken one is replaced.

    SQLAlchemy's own check (`pool_pre_ping`) asks every time: 0.2 of the 0.5 ms of processor time of
    a short read, 0.1 of the 0.7 of a command. A database that restarts within two seconds of a
    connection's last use costs that one call a 503, and the pool is emptied with it.
    """
    if time.monotonic() - record.info.get("used_at", 0.0) < PING_AFTER_SECONDS:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        connection.rollback()
    except psycopg2.Error as error:
        raise DisconnectionError() from error


def is_retryable(error: BaseException) -> bool:
    """Return whether the same transaction may succeed when run again at once."""
    return isinstance(error, DBAPIError) and _code_of(error) in _RETRYABLE


def violated_constraint(error: IntegrityError) -> str | None:
    """Return the name of the constraint that a row broke, None if the database named none."""
    cause = error.orig
    return cause.diag.constraint_name if isinstance(cause, psycopg2.Error) else None


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn a database that is away or overloaded into Unavailable."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable() from error
    except StatementError as error:
        if isinstance(error.orig, ServiceError):
            raise error.orig from None
        if _is_passing(error):
            _log.warning("database unavailable: %s", type(error.orig).__name__)
            raise Unavailable() from error
        raise


def _code_of(error: StatementError) -> str | None:
    return getattr(error.orig, "pgcode", None)


def _is_passing(error: StatementError) -> bool:
    code = _code_of(error)
    if code is not None:
        return code in _PASSING or code.startswith("08")
    return isinstance(error, OperationalError | InterfaceError)
