"""Declare every exchange, queue and binding of the events before anything is sent.

An event whose consumer has never run would otherwise be dropped. `python -m chassis.topology`
declares just what Nameko would, so it may run before, after or beside the services.
"""

import sys
from typing import Any

from contracts.events import EVENTS, queue_name

from chassis.config import Settings
from chassis.messaging import wire
from chassis.messaging.amqp import connect
from chassis.messaging.outbox import exchange_of


def declare(channel: Any) -> int:
    """Declare the topology and return the number of queues; safe to repeat."""
    channel.exchange_declare(wire.RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
    queues = 0
    for event in EVENTS.values():
        exchange = exchange_of(event.source)
        channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
        for consumer, handler in event.consumers:
            queue = queue_name(event, consumer, handler)
            channel.queue_declare(queue, durable=True, auto_delete=False)
            channel.queue_bind(queue, exchange, event.name)
            queues += 1
    return queues


def declare_all(amqp_uri: str) -> int:
    """Declare the topology on a broker and return the number of queues."""
    connection = connect(amqp_uri, "topology")
    try:
        return declare(connection.channel())
    finally:
        connection.close()


def main() -> int:
    """Run as a program; the broker is the one AUSM_AMQP_URI names."""
    queues = declare_all(Settings.load().amqp_uri)
    sys.stdout.write(f"{queues} queues of events declared\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
