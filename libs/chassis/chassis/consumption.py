"""The connection that calls and events come in by; back soon after the broker is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nameko.messaging import QueueConsumer

# The framework's own pauses grow from two seconds to thirty.
_FIRST_PAUSE, _LONGER_BY, _LONGEST_PAUSE = 0.2, 0.3, 2.0
# A wish to stop is noticed this often; the framework's whole second twice makes slow restarts.
_LOOK_UP_SECONDS = 0.25


class Consumption(QueueConsumer):
    """Consumes from the queues of one service."""

    def run(self, _tokens: int = 1, **kwargs: Any) -> None:
        """Consume until asked to stop."""
        super().run(_tokens, safety_interval=_LOOK_UP_SECONDS, **kwargs)

    @contextmanager
    def establish_connection(self) -> Iterator[Any]:
        """Yield a connection, however long it takes to get one."""
        with self.create_connection() as connection:
            connection.ensure_connection(
                self.on_connection_error,
                interval_start=_FIRST_PAUSE,
                interval_step=_LONGER_BY,
                interval_max=_LONGEST_PAUSE,
            )
            yield connection
