"""The connection that calls and events come in by; back soon after the broker is."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from nameko.messaging import QueueConsumer, QueueConsumerStopped

# The framework's own pauses grow from two seconds to thirty.
_FIRST_PAUSE, _LONGER_BY, _LONGEST_PAUSE = 0.2, 0.3, 2.0
# A wish to stop is noticed this often; the framework's whole second twice makes slow restarts.
LOOK_UP_SECONDS = 0.25


class ReconnectingQueueConsumer(QueueConsumer):
    """Consumes from the queues of one service."""

    _consumers: dict[Any, Any]
    _pending_remove_providers: dict[Any, Any]

    def run(self, _tokens: int = 1, **kwargs: Any) -> None:
        """Consume until asked to stop."""
        with suppress(QueueConsumerStopped):
            super().run(_tokens, safety_interval=LOOK_UP_SECONDS, **kwargs)

    def on_iteration(self) -> None:
        """Stop consuming when asked; keep the connection until the last worker has acknowledged.

        The broker gives what is not acknowledged to another replica, which would begin it again.
        """
        cancelled = bool(self._pending_remove_providers)
        self._cancel_consumers_if_requested()
        # What arrived while the consumers were cancelled has no worker before the next turn.
        if not self._consumers and not cancelled and self.container.is_idle:
            self.should_stop = True

    def on_connection_error(self, exc: BaseException, interval: float) -> None:
        """Keep trying, unless the service wants to stop: then nothing is left to consume."""
        super().on_connection_error(exc, interval)
        leaving = self._pending_remove_providers
        self._pending_remove_providers = {}
        for asked in leaving.values():
            asked.send()
        if leaving or not self._providers:
            raise QueueConsumerStopped

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
