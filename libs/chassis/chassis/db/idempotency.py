"""The same command sent twice is done once: the first result is kept with its effect."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from contracts.context import CallContext
from contracts.errors import Conflict
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.db.tables import idempotency
from chassis.db.unit_of_work import UnitOfWork

F = TypeVar("F", bound=Callable[..., Any])


def operation(name: str) -> Callable[[F], F]:
    """Keep the name under which a use case's results are stored, though the function has another.

    A renamed use case needs it: a command that was done before the upgrade and is sent again
    after it must be found.
    """

    def mark(use_case: F) -> F:
        use_case.__dict__["operation"] = name
        return use_case

    return mark


def operation_of(use_case: Callable[..., Any]) -> str:
    """Return the name under which the results of a use case are stored."""
    while isinstance(use_case, partial):
        use_case = use_case.func
    name: str = getattr(use_case, "operation", use_case.__name__)
    return name


@dataclass(frozen=True, slots=True)
class Command:
    """One command as its sender identifies it."""

    actor_id: str
    operation: str
    key: str
    request_hash: str | None

    @classmethod
    def of(cls, context: CallContext, operation: str) -> "Command | None":
        """Return the command that the context identifies, if the sender gave a key."""
        if not context.idempotency_key:
            return None
        actor = f"{context.actor_kind}:{context.actor_id or ''}"
        return cls(actor, operation, context.idempotency_key, context.request_hash)

    def claim(self, uow: UnitOfWork) -> bool:
        """Take the command; False if it was done before.

        A second sender waits here until the first has committed or given up.
        """
        claimed = uow.session.execute(
            insert(idempotency)
            .values(
                actor_id=self.actor_id,
                operation=self.operation,
                key=self.key,
                request_hash=self.request_hash,
                created_at=uow.now,
            )
            .on_conflict_do_nothing()
            .returning(idempotency.c.key)
        )
        return claimed.first() is not None

    def first_result(self, uow: UnitOfWork) -> Any:
        """Return what the command answered the first time.

        Raises Conflict when the key was used for a request with another content.
        """
        row = uow.session.execute(
            select(idempotency.c.request_hash, idempotency.c.result).where(*self._match())
        ).one()
        if row.request_hash != self.request_hash:
            raise Conflict("common.idempotency_key_reused")
        return row.result

    def keep(self, uow: UnitOfWork, result: Any) -> None:
        """Store the result in the transaction that made it."""
        uow.session.execute(update(idempotency).where(*self._match()).values(result=result))

    def _match(self) -> tuple[Any, ...]:
        table = idempotency.c
        return (
            table.actor_id == self.actor_id,
            table.operation == self.operation,
            table.key == self.key,
        )
