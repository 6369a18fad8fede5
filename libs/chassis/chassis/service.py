"""What every service is made of.

class OrdersService(Service):
    name = "orders"
    db: Db = Database(Base.metadata)

    @rpc(formerly="make_order")  # the old name answers too, until no caller uses it
    def place_order(self, body):
        return self.db.run(use_cases.place_order, body=body)

    @subscribe("stock", "item_arrived")
    def on_item_arrived(self, uow, event): ...

    @every(60, "sweep_orders")
    def sweep(self): ...
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, ClassVar, TypeVar, overload

from sqlalchemy import text

from chassis.db.database import Db
from chassis.db.unit_of_work import UnitOfWork
from chassis.health.checks import run_checks
from chassis.health.service_checks import checks_of
from chassis.messaging.events import Event
from chassis.messaging.inbox import sweep_inbox
from chassis.messaging.outbox import OutboxRelay, sweep_outbox
from chassis.nameko_runtime.periodic_job import PeriodicJob
from chassis.nameko_runtime.rpc_server import CallEntrypoint, rpc_methods
from chassis.nameko_runtime.subscription import InboxRetry, Subscription
from chassis.observability.database_gauges import DatabaseGauges

__all__ = ["Service", "every", "rpc", "rpc_methods", "subscribe"]

F = TypeVar("F", bound=Callable[..., Any])
Handler = TypeVar("Handler", bound=Callable[[Any, UnitOfWork, Event], None])
Job = TypeVar("Job", bound=Callable[[Any], None])

_HOUR = 3600
_KEEP_COMMANDS = timedelta(days=2)


@overload
def rpc(method: F, /) -> F: ...


@overload
def rpc(*, formerly: str | Iterable[str]) -> Callable[[F], F]: ...


def rpc(method: F | None = None, /, *, formerly: str | Iterable[str] = ()) -> F | Callable[[F], F]:
    """Let a method be called over the broker, also by the names that it had `formerly`.

    It runs under the caller's context, is refused after the caller's deadline, and its
    ServiceErrors go back as they are; any other error goes back without its content.
    """
    names = (formerly,) if isinstance(formerly, str) else tuple(formerly)
    decorate: Callable[[F], F] = CallEntrypoint.decorator(formerly=names)
    return decorate if method is None else decorate(method)


def subscribe(source: str, event_name: str) -> Callable[[Handler], Handler]:
    """Let a method `(uow, event)` handle an event of another service.

    It runs once for each event, in one transaction with the note that it ran. It must do
    nothing outside that transaction which must not be repeated.
    """
    decorate: Callable[[Handler], Handler] = Subscription.decorator(source, event_name)
    return decorate


def every(seconds: float, lock_name: str) -> Callable[[Job], Job]:
    """Let a method run every so often, by one replica at a time."""
    decorate: Callable[[Job], Job] = PeriodicJob.decorator(seconds, lock_name)
    return decorate


class Service:
    """Base of the services: sends their events, retries, sweeps, and reports their health."""

    name: ClassVar[str]
    db: Db
    storage: Any = None
    outbox_relay = OutboxRelay()
    inbox_retry = InboxRetry()
    database_gauges = DatabaseGauges()

    @rpc
    def health(self) -> dict[str, Any]:
        """Return the health of the service and of everything it needs."""
        return run_checks(checks_of(self))

    @every(_HOUR, "chassis.sweep")
    def sweep_messages(self) -> None:
        """Drop what was kept only for a while: sent and handled events, done commands."""
        for sweep in (sweep_outbox, sweep_inbox, _sweep_commands):
            with self.db.unit_of_work() as uow:
                sweep(uow)


def _sweep_commands(uow: UnitOfWork) -> None:
    uow.session.execute(
        text("DELETE FROM idempotent_commands WHERE created_at < :limit"),
        {"limit": uow.now - _KEEP_COMMANDS},
    )
