"""What all requests of one process share; opened at start, closed at stop."""

import asyncio
import time
from contextlib import suppress
from typing import Any

from chassis.networks import KnownNetworks
from chassis.storage.staging import STAGING
from contracts.context import CallContext
from contracts.errors import Unavailable
from contracts.platform import SERVICES
from redis.asyncio import Redis

from gateway import metrics
from gateway.attachments.file_store import FileStore
from gateway.attachments.judging import Judges
from gateway.attachments.places import UploadPlaces
from gateway.attachments.scanner import Scanner
from gateway.attachments.staging import StagingArea, sweep_for_ever
from gateway.auth.denylist import SessionDenylist
from gateway.auth.tokens import TokenVerifier
from gateway.broker.broadcasts import BroadcastListener
from gateway.health import CHECK_SECONDS, Check, Readiness, clock_state
from gateway.rate_limits.limiter import RateLimiter
from gateway.rpc import BrokerConnection, RpcClient
from gateway.rpc.batching import RequestBatcher
from gateway.settings import Settings
from gateway.streams.hub import StreamHub

FIRST_CONNECT_SECONDS = 5.0
REDIS_SECONDS = 1.0


def _redis(url: str | None) -> Redis | None:
    if not url:
        return None
    return Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS)


def _clock_of(health: Any) -> dict[str, Any]:
    """Return how far the clock of the replica that answered is off, if its version says so."""
    checks = health.get("checks") if isinstance(health, dict) else None
    behind = (checks or {}).get("clock", {}).get("behind_seconds")
    return {} if behind is None else clock_state(behind)


class Resources:
    """Connections and pools of one gateway process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.draining = False
        self.redis = _redis(settings.redis_url)
        self.denylist = SessionDenylist(self.redis)
        self.verifier = TokenVerifier(settings.jwt_public_key, self.denylist)
        self.known_networks = KnownNetworks.parse(settings.known_networks)
        self.limiter = RateLimiter(settings.limits, self.redis)
        self.streams = StreamHub(settings.streams_per_person)
        self.broker = BrokerConnection(settings.amqp_uri)
        metrics.begin_at_zero(SERVICES)
        self.rpc = RpcClient(self.broker, settings.rpc_window)
        self.request_batcher = RequestBatcher(self.rpc, settings.optional_seconds)
        self.broadcasts = self._broadcasts()
        self.store = FileStore(settings.s3_url, settings.bucket_prefix, settings.storage_threads)
        self.staging = StagingArea(self.store, settings.staged_bytes)
        self.uploads = UploadPlaces()
        self.scanner = Scanner(settings.clamav)
        self.judges = Judges()
        self.readiness = Readiness(self._checks())
        self._tasks: list[asyncio.Task[None]] = []

    def _broadcasts(self) -> BroadcastListener:
        return BroadcastListener(
            self.broker,
            {
                ("identity", "session_ended"): self._on_session_ended,
                ("identity", "certification_changed"): self.streams.on_certification_changed,
                ("identity", "export_changed"): self.streams.on_export_changed,
                ("notify", "message_created"): self.streams.on_message_created,
            },
        )

    async def open(self) -> None:
        """Connect; a broker that is away does not keep the process from starting."""
        self.broker.start()
        self.judges.warm_up()
        await self.denylist.load()
        self._tasks.append(asyncio.create_task(sweep_for_ever(self.staging, self.redis)))
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_CONNECT_SECONDS):
                await self.broker.ready.wait()

    async def close(self) -> None:
        """Let go of everything."""
        self.streams.close_all()
        for task in self._tasks:
            task.cancel()
        await self.broker.stop()
        if self.redis:
            await self.redis.aclose()
        self.store.close()
        self.judges.close()

    async def _on_session_ended(self, data: dict[str, Any]) -> None:
        await self.denylist.on_session_ended(data)
        await self.streams.on_session_ended(data)

    def _checks(self) -> dict[str, Check]:
        checks: dict[str, Check] = {name: self._service_check(name) for name in SERVICES}
        checks["broker"] = self._check_broker
        checks["storage"] = self._check_storage
        if self.redis:
            checks["redis"] = self._check_redis
        return checks

    def _service_check(self, name: str) -> Check:
        async def check() -> dict[str, Any]:
            context = CallContext(actor_kind="service", actor_id="gateway")
            answer = await self.rpc.call(f"{name}.health", context, CHECK_SECONDS)
            # A degraded service still does its work; one that is down says so itself.
            if isinstance(answer, dict) and answer.get("status") == "down":
                raise Unavailable
            return _clock_of(answer)

        return check

    async def _check_redis(self) -> dict[str, Any]:
        """Ask what time it is there: we know no other clock than our own."""
        assert self.redis is not None
        seconds, microseconds = await self.redis.time()
        behind = seconds + microseconds / 1e6 - time.time()
        metrics.CLOCK_BEHIND.labels("gateway").set(behind)
        return clock_state(behind)

    async def _check_storage(self) -> None:
        await self.store.ping(STAGING)

    async def _check_broker(self) -> None:
        if not self.broker.ready.is_set():
            raise Unavailable("gateway.broker_unavailable")
        await self.rpc.ping()
