"""Pictures for captchas, made ahead, so that asking for one costs no drawing."""

from collections import deque
from dataclasses import dataclass, field

import eventlet
import eventlet.semaphore
import eventlet.tpool
from contracts.errors import TooManyRequests

from identity.use_cases import captcha_pictures

_AHEAD = 32
_LONGEST_WAIT_SECONDS = 5


@dataclass(slots=True)
class PicturePool:
    """Hands out each picture once and draws the next ones beside the event loop.

    It fills when first asked: a replica that shows no picture draws none. Two threads draw at
    most; who finds the pool empty waits for one of them, and not for long.
    """

    ahead: int = _AHEAD
    longest_wait: float = _LONGEST_WAIT_SECONDS
    _ready: deque[tuple[str, bytes]] = field(default_factory=deque)
    _drawers: eventlet.semaphore.Semaphore = field(
        default_factory=lambda: eventlet.semaphore.Semaphore(2)
    )
    _filling: bool = False

    def take(self) -> tuple[str, bytes]:
        """Return a text and its PNG; raises TooManyRequests when too many are asked for at once."""
        picture = self._ready.popleft() if self._ready else self._draw()
        if not self._filling and len(self._ready) < self.ahead:
            self._filling = True
            eventlet.spawn_n(self._fill)
        return picture

    def _fill(self) -> None:
        try:
            while len(self._ready) < self.ahead:
                self._ready.append(self._draw())
        except TooManyRequests:
            return  # those who wait come first; the next who takes one fills again
        finally:
            self._filling = False

    def _draw(self) -> tuple[str, bytes]:
        if not self._drawers.acquire(timeout=self.longest_wait):
            raise TooManyRequests(details={"retry_after": max(1, int(self.longest_wait))})
        try:
            text = captcha_pictures.random_text()
            return text, bytes(eventlet.tpool.execute(captcha_pictures.draw, text))
        finally:
            self._drawers.release()


pictures = PicturePool()
