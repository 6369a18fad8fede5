"""The container of a service: runs each worker under the caller's context.

Differs from Nameko's in three ways: entrypoints say how their method is invoked, expected
errors are no stack traces, and a failure beside the method does not take the service down.
"""

import logging
import sys
from functools import cached_property
from typing import Any

from contracts.context import CallContext
from contracts.errors import ServiceError
from nameko.containers import ServiceContainer, WorkerContext

from chassis.db.database import Database
from chassis.observability import logs

_log = logging.getLogger(__name__)

CONTEXT_KEY = "call_context"


def context_of(worker_ctx: WorkerContext) -> CallContext:
    """Return who asks; a worker that nobody asked for is the service's own."""
    context = worker_ctx.data.get(CONTEXT_KEY)
    return context or CallContext(actor_kind="service", actor_id=worker_ctx.service_name)


class Container(ServiceContainer):
    """Runs one service."""

    @cached_property
    def database(self) -> Database | None:
        """The service's database, if it has one."""
        return next((d for d in self.dependencies if isinstance(d, Database)), None)

    @property
    def is_idle(self) -> bool:
        """Return whether no worker runs and nothing waits for one."""
        return not self._worker_pool.running() and not self._worker_pool.waiting()

    @property
    def busy_workers(self) -> int:
        """How many calls, events and jobs are being worked on."""
        return int(self._worker_pool.running())

    def _run_worker(self, worker_ctx: WorkerContext, handle_result: Any) -> None:
        context = context_of(worker_ctx)
        with logs.bound(
            request_id=context.request_id,
            entrypoint=worker_ctx.entrypoint.method_name,
            actor_kind=context.actor_kind,
            actor_id=context.actor_id,
        ):
            result, exc_info = self._invoke(worker_ctx)
            try:
                if handle_result is not None:
                    result, exc_info = handle_result(worker_ctx, result, exc_info)
                self._worker_result(worker_ctx, result, exc_info)
                self._worker_teardown(worker_ctx)
            except Exception:  # noqa: BLE001 - one worker's end is not the service's
                _log.exception("worker could not be finished")

    def _invoke(self, worker_ctx: WorkerContext) -> tuple[Any, Any]:
        """Run the method; return its result, or the error as `sys.exc_info` gives it."""
        try:
            self._inject_dependencies(worker_ctx)
            self._worker_setup(worker_ctx)
            entrypoint = worker_ctx.entrypoint
            method = getattr(worker_ctx.service, entrypoint.method_name)
            return entrypoint.invoke(worker_ctx, method), None
        except ServiceError as error:
            _log.info("ended with %s", error.code, extra={"error_class": type(error).__name__})
            return None, sys.exc_info()
        except Exception:  # noqa: BLE001 - the caller gets it, whatever it was
            _log.exception("worker failed")
            return None, sys.exc_info()
