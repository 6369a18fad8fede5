"""Answer calls: bind the caller, refuse what is too late, reply without waiting for the broker."""

import inspect
import logging
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from contracts.context import CallContext
from contracts.errors import DeadlineExceeded, ServiceError
from nameko.exceptions import (
    ContainerBeingKilled,
    IncorrectSignature,
    MalformedRequest,
    MethodNotFound,
)
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR
from nameko.rpc import Rpc, RpcConsumer

from chassis import plain_json
from chassis.config import SETTINGS_KEY
from chassis.messaging import wire
from chassis.messaging.amqp import BrokerAway, BrokerConnection
from chassis.nameko_runtime.container import CONTEXT_KEY, context_of
from chassis.nameko_runtime.queue_consumer import ReconnectingQueueConsumer
from chassis.observability import metrics

_log = logging.getLogger(__name__)


class ReplyingConsumer(RpcConsumer):
    """Takes calls from the service's queue and sends replies over a connection of its own.

    Replies are transient and unconfirmed: a lost reply is the caller's time-out.
    """

    queue_consumer = ReconnectingQueueConsumer()

    def setup(self) -> None:
        """Register with the broker's consumer and prepare the connection for replies."""
        super().setup()
        settings = self.container.config[SETTINGS_KEY]
        self.connection = BrokerConnection(
            settings.amqp_uri, f"{self.container.service_name} replies"
        )
        self._by_method: dict[str, Any] = {}

    def get_provider_for_method(self, routing_key: str) -> Any:
        """Return the entrypoint that a call is for; raises MethodNotFound."""
        method = routing_key.partition(".")[2]
        try:
            return self._by_method[method]
        except KeyError:
            raise MethodNotFound(method) from None

    def handle_result(self, message: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        """Reply, then acknowledge: a call that dies with the process is run again elsewhere."""
        properties = message.properties
        if reply_to := properties.get("reply_to"):
            body = _reply(result, exc_info[1] if exc_info else None)
            self._send(body, reply_to, properties.get("correlation_id"))
        self.queue_consumer.ack_message(message)
        return result, exc_info

    def handle_message(self, body: Any, message: Any) -> None:
        """Hand a call to its entrypoint; one that fits none is answered with an error."""
        try:
            entrypoint = self.get_provider_for_method(message.delivery_info["routing_key"])
            entrypoint.handle_message(body, message)
        except Exception as error:  # noqa: BLE001 - the caller gets it, whatever it was
            _log.warning("call refused: %s: %s", type(error).__name__, error)
            self.handle_result(message, None, sys.exc_info())

    def start(self) -> None:
        """Note which entrypoint answers which name; all have registered by now."""
        self._by_method = _by_name({each.method_name: each for each in self._providers})

    def stop(self) -> None:
        """Close the connection; the last workers have replied."""
        super().stop()
        self.connection.close()

    def kill(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _send(self, body: str, reply_to: str, correlation_id: str | None) -> None:
        try:
            self.connection.publish(
                body, wire.RPC_EXCHANGE, reply_to, correlation_id=correlation_id
            )
        except BrokerAway as lost:
            _log.warning("reply lost: %s", lost)


class CallEntrypoint(Rpc):
    """A method that other services and the gateway call.

    It also answers to the names that it had `formerly`: during a rolling upgrade callers of the
    version before still use them.
    """

    rpc_consumer = ReplyingConsumer()

    def __init__(self, formerly: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.formerly = tuple(formerly)

    def setup(self) -> None:
        """Register with the consumer of the service's calls."""
        super().setup()
        self._signature = inspect.signature(getattr(self.container.service_cls, self.method_name))

    def handle_message(self, body: Any, message: Any) -> None:
        """Start a worker for a call."""
        try:
            args, kwargs = body["args"], body["kwargs"]
        except (KeyError, TypeError):
            raise MalformedRequest("a call needs `args` and `kwargs`") from None
        self.check_signature(args, kwargs)
        context = wire.context_of(message.headers)
        try:
            self.container.spawn_worker(
                self,
                args,
                kwargs,
                context_data={CONTEXT_KEY: context},
                handle_result=partial(self.handle_result, message),
            )
        except ContainerBeingKilled:
            self.rpc_consumer.requeue_message(message)

    def check_signature(self, args: Any, kwargs: Any) -> None:
        """Refuse arguments that the method does not take."""
        try:
            self._signature.bind(None, *args, **kwargs)
        except TypeError as error:
            raise IncorrectSignature(str(error)) from None

    def invoke(self, worker_ctx: Any, method: Any) -> Any:
        """Run the method, unless nobody waits for its answer any more."""
        began = time.perf_counter()
        outcome = "error"
        labels = (self.container.service_name, self.method_name)
        try:
            _ensure_in_time(context_of(worker_ctx))
            result = method(*worker_ctx.args, **worker_ctx.kwargs)
            outcome = "ok"
        except ServiceError as error:
            outcome = type(error).__name__
            raise
        finally:
            metrics.CALLS.labels(*labels, outcome).inc()
            metrics.CALL_SECONDS.labels(*labels).observe(time.perf_counter() - began)
        return result


def rpc_methods(service: type) -> dict[str, Callable[..., Any]]:
    """Return the methods of a service class by every name that answers a call, old ones too."""
    entrypoints = {
        name: entrypoint
        for name, method in inspect.getmembers(service, inspect.isfunction)
        for entrypoint in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ())
        if isinstance(entrypoint, CallEntrypoint)
    }
    attributes = {entrypoint: name for name, entrypoint in entrypoints.items()}
    return {
        name: getattr(service, attributes[entrypoint])
        for name, entrypoint in _by_name(entrypoints).items()
    }


def _by_name(entrypoints: dict[str, CallEntrypoint]) -> dict[str, CallEntrypoint]:
    """Add the former names; raises ValueError if a name would be answered by two methods."""
    found = dict(entrypoints)
    for entrypoint in entrypoints.values():
        for name in entrypoint.formerly:
            if found.setdefault(name, entrypoint) is not entrypoint:
                raise ValueError(f"two methods answer to {name}")
    return found


def _ensure_in_time(context: CallContext) -> None:
    if context.deadline is not None and time.monotonic() >= context.deadline:
        raise DeadlineExceeded()


def _reply(result: Any, error: BaseException | None) -> str:
    try:
        wired = wire.error_to_wire(error) if error is not None else None
        return plain_json.dumps({"result": result, "error": wired})
    except (TypeError, ValueError) as unserializable:
        _log.exception("answer is not plain JSON")
        return plain_json.dumps({"result": None, "error": wire.error_to_wire(unserializable)})
