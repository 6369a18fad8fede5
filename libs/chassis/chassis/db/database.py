"""The database as a service sees it: run a use case, read, or open a unit of work."""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Concatenate, ParamSpec, TypeVar

import eventlet
from contracts.context import CallContext
from contracts.errors import Unavailable
from nameko.extensions import DependencyProvider
from sqlalchemy import Engine, MetaData
from sqlalchemy.orm import Session

from chassis.clock import utc_now
from chassis.config import SETTINGS_KEY
from chassis.db.engine import is_retryable, make_engine, translated_errors
from chassis.db.idempotency import Command, operation_of
from chassis.db.server_clock import follow_server
from chassis.db.unit_of_work import UnitOfWork

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger(__name__)

ATTEMPTS = 4
CLOCK_SECONDS = 30.0


def _do_nothing() -> None:
    """Stand in where no relay runs: the rows wait for one."""


class Db:
    """One caller's access to the database of one service."""

    def __init__(
        self,
        engine: Engine,
        service: str,
        context: CallContext | None = None,
        wake_relay: Callable[[], object] = _do_nothing,
    ) -> None:
        self.engine = engine
        self.context = context or CallContext(actor_kind="service", actor_id=service)
        self._service = service
        self._wake_relay = wake_relay

    def for_part(self, part: str) -> "Db":
        """Return the database for one part of a command, which is done once by itself."""
        context = self.context
        if context.idempotency_key:
            context = replace(context, idempotency_key=f"{context.idempotency_key}#{part}")
        return Db(self.engine, self._service, context, self._wake_relay)

    def run(
        self,
        use_case: Callable[Concatenate[UnitOfWork, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run a use case in one transaction and return its result once that has committed.

        A command whose context has an idempotency key is done once; a repeat gets the first
        result. A transaction that ended as a deadlock or not serializable is run again.
        Raises Conflict when the key was used for another request, Unavailable when the
        database is away.
        """
        command = Command.of(self.context, operation_of(use_case))

        def attempt() -> Any:
            with self.unit_of_work() as uow:
                if command is None:
                    return use_case(uow, *args, **kwargs)
                if not command.claim(uow):
                    return command.first_result(uow)
                result = use_case(uow, *args, **kwargs)
                command.keep(uow, result)
                return result

        result: R = self.retrying(attempt)
        return result

    def read(
        self, query: Callable[Concatenate[Session, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a query that changes nothing."""
        with (
            translated_errors(),
            self.engine.connect().execution_options(postgresql_readonly=True) as connection,
            Session(connection) as session,
        ):
            return query(session, *args, **kwargs)

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """Open a transaction that commits when the block ends and rolls back when it raises."""
        with (
            translated_errors(),
            Session(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            session.connection()  # opening one tells what time it is
            uow = UnitOfWork(session, self.context, utc_now(), self._service)
            yield uow
            session.flush()
            uow.store_events()
        if uow.has_events:
            self._wake_relay()
        uow.run_after_commit()

    def retrying(self, attempt: Callable[[], R]) -> R:
        """Run a transaction again that ended as a deadlock or as not serializable.

        Raises Unavailable for one that has lost each time.
        """
        for tried in range(1, ATTEMPTS + 1):
            try:
                return attempt()
            except Exception as error:
                if not is_retryable(error):
                    raise
                if tried == ATTEMPTS:
                    raise Unavailable() from error
                time.sleep(random.uniform(0.01, 0.05) * tried)  # noqa: S311 - spreads rivals
        raise AssertionError("each attempt ends")


class Database(DependencyProvider):
    """Gives each worker a `Db` bound to its caller; the pool is the process's."""

    def __init__(self, metadata: MetaData) -> None:
        self.metadata = metadata
        self.wake_relay: Callable[[], object] = _do_nothing
        self.before_closing: Callable[[], object] = _do_nothing
        self._clock: Any = None

    def setup(self) -> None:
        """Prepare the pool; connections open when they are first needed."""
        settings = self.container.config[SETTINGS_KEY]
        self.engine = make_engine(
            settings.database_url, self.container.max_workers, self.container.service_name
        )

    def start(self) -> None:
        """Begin to look what time it is there."""
        self._clock = self.container.spawn_managed_thread(self._follow_clock, identifier="clock")

    def get_dependency(self, worker_ctx: Any) -> Db:
        """Return the database for one worker."""
        return self.for_context(worker_ctx.data.get("call_context"))

    def for_context(self, context: CallContext | None) -> Db:
        """Return the database for one caller; None means the service itself."""
        return Db(self.engine, self.container.service_name, context, self._wake)

    def stop(self) -> None:
        """Close the pool, once what still needs it has finished."""
        self.before_closing()
        if self._clock is not None:
            self._clock.kill()
        self.engine.dispose()

    def _wake(self) -> None:
        self.wake_relay()

    def _follow_clock(self) -> None:
        while True:
            eventlet.sleep(CLOCK_SECONDS)
            try:
                with self.engine.connect() as connection:
                    follow_server(connection.connection)
            except Exception as error:  # noqa: BLE001 - the loop must outlive the database
                _log.warning("the database does not tell the time: %s", error)


def open_database(url: str, service: str, context: CallContext | None = None) -> Db:
    """Return the database for a program that is no service, such as a seed or a repair."""
    return Db(make_engine(url, 1, service), service, context)
