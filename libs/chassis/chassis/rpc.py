"""Calls from one service to another."""

from dataclasses import replace
from typing import Any

from contracts.context import CallContext
from nameko.extensions import DependencyProvider, SharedExtension

from chassis.config import OPTIONAL_SECONDS, SETTINGS_KEY
from chassis.nameko_runtime.rpc_client import RpcClient

DEFAULT_TIMEOUT_SECONDS = 3.0


class SharedCaller(SharedExtension):
    """The one caller of a process, whatever the number of services it calls."""

    caller: RpcClient
    optional_seconds: float

    def setup(self) -> None:
        """Prepare the caller; it connects when first needed."""
        settings = self.container.config[SETTINGS_KEY]
        self.optional_seconds = settings.optional_seconds
        self.caller = RpcClient(settings.amqp_uri, self.container.service_name)

    def stop(self) -> None:
        """Close its connection."""
        self.caller.close()

    def kill(self) -> None:
        """Close its connection."""
        self.caller.close()


class ServiceCalls:
    """Calls to one service on behalf of one caller.

    `optional` makes the same calls for what the answer can do without: they are given up after
    that many seconds.
    """

    def __init__(
        self,
        caller: RpcClient,
        own_name: str,
        target: str,
        timeout: float,
        context: CallContext,
        optional_seconds: float = OPTIONAL_SECONDS,
    ) -> None:
        self._caller = caller
        self._own_name = own_name
        self._target = target
        self._timeout = timeout
        self._context = context
        self._optional_seconds = optional_seconds

    @property
    def optional(self) -> "ServiceCalls":
        """Return the calls that nobody waits long for."""
        seconds = min(self._timeout, self._optional_seconds)
        return ServiceCalls(self._caller, self._own_name, self._target, seconds, self._context)

    def call(self, method: str, /, **kwargs: Any) -> Any:
        """Call as the actor whose request this is.

        Raises the error that the service answered with, Unavailable when the service is not
        there, DeadlineExceeded when no answer comes in time.
        """
        return self._call(method, kwargs, self._context.onward())

    def call_as_service(self, method: str, /, **kwargs: Any) -> Any:
        """Call as this service itself, for what only services may ask; errors as in `call`."""
        context = replace(
            self._context.onward(),
            actor_kind="service",
            actor_id=self._own_name,
            roles=(),
            authority_id=None,
            authority_path=None,
            session_id=None,
        )
        return self._call(method, kwargs, context)

    def _call(self, method: str, kwargs: dict[str, Any], context: CallContext) -> Any:
        return self._caller.call(self._target, method, kwargs, context, self._timeout)


class ServiceClient(DependencyProvider):
    """Gives each worker the calls to one other service.

    `timeout` bounds each call, in seconds; the deadline of the request bounds it further.
    """

    shared = SharedCaller()

    def __init__(self, service: str, timeout: float = DEFAULT_TIMEOUT_SECONDS) -> None:
        self.service = service
        self.timeout = timeout

    def get_dependency(self, worker_ctx: Any) -> ServiceCalls:
        """Return the calls for one worker."""
        own_name = self.container.service_name
        context = worker_ctx.data.get("call_context") or CallContext(
            actor_kind="service", actor_id=own_name
        )
        shared = self.shared
        return ServiceCalls(
            shared.caller, own_name, self.service, self.timeout, context, shared.optional_seconds
        )
