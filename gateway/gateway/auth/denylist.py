"""Sessions that ended while their access tokens are still in date."""

import time
from datetime import datetime
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

# Session ids by the time until which their tokens could be used.
KEY = "ausm:sessions-ended"


class SessionDenylist:
    """Remember ended sessions until their last token expires.

    Each replica gets every end by broadcast; Redis hands what came before to a replica
    that starts later. Without Redis the list still works, except for that.
    """

    def __init__(self, redis: Redis | None) -> None:
        self._redis = redis
        self._until: dict[str, float] = {}

    def has(self, session_id: str) -> bool:
        """Return whether the session has ended."""
        return session_id in self._until

    async def on_session_ended(self, data: dict[str, Any]) -> None:
        """Take in the event of the same name."""
        await self.add(data["session_id"], datetime.fromisoformat(data["expires_at"]).timestamp())

    async def add(self, session_id: str, until: float) -> None:
        """Refuse the session's tokens until they have all expired."""
        self._forget_expired()
        if until > time.time():
            self._until[session_id] = until
            await self._share(session_id, until)

    async def load(self) -> None:
        """Load the sessions that ended before this replica started."""
        if self._redis is None:
            return
        try:
            found: Any = await self._redis.zrange(
                KEY, time.time(), "+inf", byscore=True, withscores=True
            )
        except (RedisError, OSError) as error:
            log.warning("denylist_not_loaded", error=type(error).__name__)
            return
        self._until.update({session_id.decode(): until for session_id, until in found})

    async def _share(self, session_id: str, until: float) -> None:
        if self._redis is None:
            return
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.zadd(KEY, {session_id: until})
                pipeline.zremrangebyscore(KEY, "-inf", time.time())
                await pipeline.execute()
        except (RedisError, OSError) as error:
            log.warning("denylist_not_shared", error=type(error).__name__)

    def _forget_expired(self) -> None:
        now = time.time()
        for session_id in [key for key, until in self._until.items() if until < now]:
            del self._until[session_id]
