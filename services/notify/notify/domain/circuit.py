"""Whether a provider is asked at all: who fails or drags too often is left alone for a while."""

import time
from collections import deque
from collections.abc import Callable

CLOSED = "closed"
OPEN = "open"
HALF_OPEN = "half_open"

WINDOW_SECONDS = 60.0
LEAST_CALLS = 5
FAILED_SHARE = 0.5
SLOW_SECONDS = 3.0
REST_SECONDS = 30.0
# A probe that was chosen and never made gives its place back.
PROBE_SECONDS = 15.0


class Circuit:
    """Counts the calls of the last minute to one provider, of one process.

    Of `LEAST_CALLS` or more, half failed or slow open it for `REST_SECONDS`. Then one message at
    a time is let through: a good answer closes it, anything else opens it again.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._calls: deque[tuple[float, bool]] = deque()
        self._open_until: float | None = None
        self._probe_until = 0.0

    @property
    def state(self) -> str:
        """Return whether calls pass, one at a time passes, or none does."""
        if self._open_until is None:
            return CLOSED
        return OPEN if self._clock() < self._open_until else HALF_OPEN

    def admit(self) -> bool:
        """Tell whether a message may be given to the provider; half open, to one at a time."""
        if self.state != HALF_OPEN:
            return self.state == CLOSED
        if self._clock() < self._probe_until:
            return False
        self._probe_until = self._clock() + PROBE_SECONDS
        return True

    def note(self, seconds: float, *, is_good: bool) -> None:
        """Note how a call ended; a good answer that took too long is none."""
        is_good = is_good and seconds <= SLOW_SECONDS
        state = self.state
        if state == HALF_OPEN:
            self._settle(is_good=is_good)
        elif state == CLOSED:
            self._count(is_good=is_good)
        # While it is open, those answer that were asked before: they decide nothing.

    def _settle(self, *, is_good: bool) -> None:
        self._calls.clear()
        self._probe_until = 0.0
        self._open_until = None if is_good else self._clock() + REST_SECONDS

    def _count(self, *, is_good: bool) -> None:
        now = self._clock()
        self._calls.append((now, is_good))
        while self._calls[0][0] <= now - WINDOW_SECONDS:
            self._calls.popleft()
        failed = sum(not was_good for _, was_good in self._calls)
        if len(self._calls) >= LEAST_CALLS and failed >= FAILED_SHARE * len(self._calls):
            self._open_until = now + REST_SECONDS
