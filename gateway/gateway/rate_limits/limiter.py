"""Rate limits, counted in Redis for all replicas together (ADR 0002)."""

import asyncio
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from contracts.errors import TooManyRequests
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, Storage
from redis.asyncio import Redis
from redis.exceptions import RedisError

from gateway import metrics
from gateway.rate_limits.redis_counters import RedisCounters
from gateway.settings import Limits

log = structlog.get_logger(__name__)

REDIS_TIMEOUT_SECONDS = 0.25
REDIS_RETRY_SECONDS = 2.0
KEY_PREFIX = "ausm-limits"


@dataclass(frozen=True, slots=True)
class Quota:
    """One limit on one subject; a known network may use it `factor` times."""

    policy: str
    subject: str
    factor: int = 1


@dataclass(frozen=True, slots=True)
class QuotaUsage:
    """What is left of a quota; `reset` is in seconds from now."""

    policy: str
    limit: int
    remaining: int
    reset: int

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return the RateLimit headers."""
        return [
            (b"ratelimit-limit", str(self.limit).encode()),
            (b"ratelimit-remaining", str(max(0, self.remaining)).encode()),
            (b"ratelimit-reset", str(self.reset).encode()),
        ]


class RateLimiter:
    """Count requests in fixed windows, all quotas of a request in one round trip.

    While Redis is away the count goes on in this process alone: a weaker shield, but nobody is
    turned away because of it.
    """

    def __init__(self, limits: Limits, redis: Redis | None) -> None:
        self._items: dict[str, RateLimitItem] = {
            policy: parse(getattr(limits, policy)) for policy in limits.__dataclass_fields__
        }
        self._local: Storage = MemoryStorage()
        self._shared = RedisCounters(redis) if redis else None
        self._away_until = 0.0
        for policy in self._items:
            metrics.RATE_LIMITED.labels(policy)

    async def hit(self, quotas: Sequence[Quota], *, shared: bool = True) -> QuotaUsage:
        """Count one request against every quota; return the scarcest, below zero when used up.

        Quotas that are not `shared` are counted by this replica alone.
        """
        now = time.time()
        windows = [self._items[quota.policy].get_expiry() for quota in quotas]
        keys = [
            f"{KEY_PREFIX}:{quota.policy}:{quota.subject}:{int(now // window)}"
            for quota, window in zip(quotas, windows, strict=True)
        ]
        counts = await self._increment(list(zip(keys, windows, strict=True)), shared=shared)
        usages = [
            self._usage(quota, count, window - now % window)
            for quota, count, window in zip(quotas, counts, windows, strict=True)
        ]
        scarcest = min(usages, key=lambda usage: usage.remaining)
        if scarcest.remaining < 0:
            metrics.RATE_LIMITED.labels(scarcest.policy).inc()
        return scarcest

    def _usage(self, quota: Quota, count: int, seconds_left: float) -> QuotaUsage:
        amount = self._items[quota.policy].amount * quota.factor
        return QuotaUsage(quota.policy, amount, amount - count, max(1, math.ceil(seconds_left)))

    async def _increment(self, counters: list[tuple[str, int]], *, shared: bool) -> list[int]:
        if not shared or self._shared is None:
            return await self._increment_here(counters)
        if time.monotonic() >= self._away_until:
            try:
                async with asyncio.timeout(REDIS_TIMEOUT_SECONDS):
                    return await self._shared.increment(counters)
            except (RedisError, OSError, TimeoutError) as error:
                self._away_until = time.monotonic() + REDIS_RETRY_SECONDS
                log.warning("limiter_store_away", error=type(error).__name__)
        metrics.LIMITER_FALLBACKS.inc()
        return await self._increment_here(counters)

    async def _increment_here(self, counters: list[tuple[str, int]]) -> list[int]:
        return [await self._local.incr(key, window) for key, window in counters]


def ensure_within(usage: QuotaUsage) -> None:
    """Raise TooManyRequests when the quota is used up."""
    if usage.remaining < 0:
        raise TooManyRequests(
            "gateway.rate_limited", details={"retry_after": usage.reset, "limit": usage.limit}
        )
