"""Who may upload now: few at once for one account, and room for all others.

Nobody waits for a place. What is scarce is memory, so bytes count once they are here, and where
there is no room left the slowest sender goes.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from contracts.attachments import MB
from contracts.errors import TooManyRequests, Unavailable, Violation

from gateway.http.body import RequestTimeout

AT_ONCE_PER_ACCOUNT = 3
# Connections, which cost little while nothing is sent.
AT_ONCE = 512
# 24 of the largest files, held until they are judged and stored.
HELD_BYTES = 24 * 5 * MB
# Before this age a rate says nothing: everybody has sent nothing at first.
SETTLING_SECONDS = 2.0


@dataclass(eq=False, slots=True)
class Place:
    """One upload under way; `end` is there while it can be ended for being slow."""

    account: str
    began: float = field(default_factory=time.monotonic)
    held: int = 0
    end: Callable[[], None] | None = None

    def rate(self, now: float) -> float:
        """Return the bytes per second so far."""
        return self.held / max(now - self.began, 0.001)


class UploadPlaces:
    """All uploads of one process."""

    def __init__(self) -> None:
        self._places: set[Place] = set()
        self._turns: dict[str, asyncio.Lock] = {}
        self._held = 0

    def __len__(self) -> int:
        return len(self._places)

    @property
    def held_bytes(self) -> int:
        """How much of all files is in memory."""
        return self._held

    @contextmanager
    def enter(self, account: str) -> Iterator[Place]:
        """Give the account a place; raise at once where it has enough of them."""
        if sum(place.account == account for place in self._places) >= AT_ONCE_PER_ACCOUNT:
            code = "attachment.too_many_at_once"
            raise TooManyRequests(code, details=_at_file(code))
        if len(self._places) >= AT_ONCE:
            self._end_the_slowest()
        place = Place(account)
        self._places.add(place)
        try:
            yield place
        finally:
            self._remove(place)

    def hold(self, place: Place, amount: int) -> None:
        """Count what has arrived; the slowest sender makes room for it where there is none."""
        if self._held + amount > HELD_BYTES:
            self._end_the_slowest()
        if place not in self._places:
            raise RequestTimeout(details=_at_file(RequestTimeout.default_code))
        place.held += amount
        self._held += amount

    def turn_of(self, account: str) -> asyncio.Lock:
        """Return what lets one file of an account be judged at a time."""
        return self._turns.setdefault(account, asyncio.Lock())

    def _end_the_slowest(self) -> None:
        now = time.monotonic()
        slow = [p for p in self._places if p.end and now - p.began >= SETTLING_SECONDS]
        if not slow:
            raise Unavailable("gateway.overloaded", details=_at_file("gateway.overloaded"))
        slowest = min(slow, key=lambda place: place.rate(now))
        end = slowest.end
        self._remove(slowest)
        if end:
            end()

    def _remove(self, place: Place) -> None:
        if place not in self._places:
            return
        self._places.remove(place)
        self._held -= place.held
        if all(other.account != place.account for other in self._places):
            self._turns.pop(place.account, None)


def _at_file(code: str) -> dict[str, object]:
    return {"retry_after": 2, "errors": [Violation("file", code).to_dict()]}
