"""A circuit breaker: who fails again and again is left alone for a while."""

import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

FAILURES = 5
REST_SECONDS = 30.0


class CircuitOpen(Exception):
    """The call was not made."""


class Circuit:
    """Counts failures in a row, of one process.

    After `FAILURES` of them it opens for `REST_SECONDS`; then one call is let through, and its
    outcome closes the circuit or opens it again.
    """

    def __init__(
        self, failure: type[Exception], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._failure = failure
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0

    def call(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Make a call; raises CircuitOpen instead while the circuit is open."""
        if self._failures >= FAILURES:
            if self._clock() < self._open_until:
                raise CircuitOpen
            # Whoever comes while this one trial is under way finds the circuit open.
            self._open_until = self._clock() + REST_SECONDS
        try:
            result = function(*args, **kwargs)
        except self._failure:
            self._failures += 1
            self._open_until = self._clock() + REST_SECONDS
            raise
        except Exception:
            self._failures = 0
            raise
        self._failures = 0
        return result
