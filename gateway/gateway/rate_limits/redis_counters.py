"""Counters in Redis, asked for in batches.

One round trip costs the gateway more than all the rest of a small request. So what is asked for
while a batch is under way goes together in the next one.
"""

import asyncio
from collections.abc import Sequence

from redis.asyncio import Redis

_INCREMENT_ALL = """
local counts = {}
for place, key in ipairs(KEYS) do
  counts[place] = redis.call('INCR', key)
  if counts[place] == 1 then redis.call('EXPIRE', key, ARGV[place]) end
end
return counts
"""


class RedisCounters:
    """Increment counters that all replicas share."""

    def __init__(self, redis: Redis) -> None:
        self._increment_all = redis.register_script(_INCREMENT_ALL)
        self._waiting: list[tuple[str, int, asyncio.Future[int]]] = []
        self._sender: asyncio.Task[None] | None = None

    async def increment(self, counters: Sequence[tuple[str, int]]) -> list[int]:
        """Add one to each `(key, life in seconds)` and return the new counts."""
        loop = asyncio.get_running_loop()
        futures: list[asyncio.Future[int]] = []
        for key, life in counters:
            futures.append(loop.create_future())
            self._waiting.append((key, life, futures[-1]))
        if self._sender is None or self._sender.done():
            self._sender = loop.create_task(self._send_all())
        return list(await asyncio.gather(*futures))

    async def _send_all(self) -> None:
        while self._waiting:
            # Who gave up meanwhile has counted elsewhere.
            batch = [asked for asked in self._waiting if not asked[2].done()]
            self._waiting = []
            if not batch:
                return
            keys = [key for key, _, _ in batch]
            lives = [life for _, life, _ in batch]
            try:
                counts = await self._increment_all(keys=keys, args=lives)
            except Exception as error:  # noqa: BLE001 - each caller decides what to do without
                _fail(batch, error)
                continue
            for (_, _, future), count in zip(batch, counts, strict=True):
                if not future.done():
                    future.set_result(count)


def _fail(batch: list[tuple[str, int, asyncio.Future[int]]], error: Exception) -> None:
    for _, _, future in batch:
        if not future.done():
            future.set_exception(error)
