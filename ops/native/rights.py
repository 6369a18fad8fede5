"""What each broker user may touch: its own queues, the exchanges it needs, nothing of the others.

A service cannot read another's calls or events, nor publish events in another's name. To bind a
queue takes write on the queue and read on the exchange (RabbitMQ's access control).
"""

from native.layout import SERVICES
from native.rabbitmq import Right

_RPC = r"nameko-rpc"
_ALL_EVENTS = r"[a-z]+\.events"


def _of_service(name: str) -> Right:
    queues = rf"rpc-{name}|rpc\.reply-{name}-.+|evt-[a-z_]+-[a-z_]+--{name}\..+"
    return Right(
        configure=_whole(_RPC, _ALL_EVENTS, queues),
        # The unnamed exchange: a health check publishes to it what nobody receives.
        write=_whole(_RPC, rf"{name}\.events", r"amq\.default", queues),
        read=_whole(_RPC, _ALL_EVENTS, queues),
    )


def _of_gateway() -> Right:
    queues = r"rpc\.reply-gateway-.+|gateway\.broadcasts-.+"
    return Right(
        configure=_whole(_RPC, _ALL_EVENTS, queues),
        write=_whole(_RPC, queues),
        read=_whole(_RPC, _ALL_EVENTS, queues),
    )


def _whole(*alternatives: str) -> str:
    return rf"^({'|'.join(alternatives)})$"


RIGHTS: dict[str, Right] = {
    "admin": Right(),  # declares the topology; runs no service
    "gateway": _of_gateway(),
    **{service: _of_service(service) for service in SERVICES},
}
