"""The staging area: files wait under their owner's id until a command claims them."""

import asyncio
import io
import uuid
from datetime import UTC, datetime, timedelta

import structlog
from chassis.storage import staging
from chassis.storage.staging import BEFORE_LOG_IN, STAGING, StagedFile
from contracts.errors import Conflict, NotFound, Violation
from redis.asyncio import Redis

from gateway.attachments.file_store import FileStore

log = structlog.get_logger(__name__)

LIFE = timedelta(hours=24)
# Of who has no account; longer than an upload token lives.
LIFE_BEFORE_LOG_IN = timedelta(hours=2)
SWEEP_SECONDS = 3600
LOCK_KEY = "ausm:staging-sweep"
_IDS = uuid.UUID("6f1d5c1e-8e0a-4c57-9a53-2f0f4f3b7c11")


def attachment_id_for(owner_id: str, idempotency_key: str) -> str:
    """Return the id of the file that this owner uploads under this key."""
    return str(uuid.uuid5(_IDS, f"{owner_id}\n{idempotency_key}"))


class StagingArea:
    """The gateway's side of staging: adds, shows, removes and sweeps; services claim."""

    def __init__(self, store: FileStore, bytes_per_account: int) -> None:
        self._store = store
        self._bytes_per_account = bytes_per_account

    async def add(self, file: StagedFile, content: bytes) -> StagedFile:
        """Store a file and return its description.

        A repeat under the same id is answered with what is there; another file under the id of
        the first is a Conflict.
        """
        before = await self.find(file.owner_id, file.attachment_id)
        if before is None:
            await self._ensure_room(file)
            await self._store.run(staging.stage, file, io.BytesIO(content))
            return file
        if (before.kind, before.sha256) != (file.kind, file.sha256):
            raise Conflict("common.idempotency_key_reused")
        return before

    async def find(self, owner_id: str, attachment_id: str) -> StagedFile | None:
        """Return what is known of a staged file of this owner, or None."""
        return await self._store.run(staging.find_staged, owner_id, attachment_id)

    async def discard(self, owner_id: str, attachment_id: str) -> None:
        """Remove a staged file of this owner; raise NotFound when there is none."""
        if await self.find(owner_id, attachment_id) is None:
            raise absent()
        await self._store.run(staging.discard, owner_id, attachment_id)

    async def _ensure_room(self, file: StagedFile) -> None:
        staged = await self._store.list(STAGING, f"{file.owner_id}/")
        if sum(found.size for found in staged) + file.size > self._bytes_per_account:
            violation = Violation("file", "attachment.staging_full")
            details = {"limit": self._bytes_per_account, "errors": [violation.to_dict()]}
            raise Conflict("attachment.staging_full", details=details)

    async def sweep(self, now: datetime) -> int:
        """Remove what nobody claimed within its life; return how many objects went."""
        removed = 0
        for found in await self._store.list(STAGING):
            life = LIFE_BEFORE_LOG_IN if found.key.startswith(BEFORE_LOG_IN) else LIFE
            if found.modified_at and now - found.modified_at > life:
                await self._store.remove(STAGING, found.key)
                removed += 1
        return removed


async def sweep_for_ever(area: StagingArea, redis: Redis | None) -> None:
    """Sweep once an hour, on whichever replica takes the lock; on each one without Redis."""
    while True:
        try:
            if redis is None or await redis.set(LOCK_KEY, 1, nx=True, ex=SWEEP_SECONDS - 60):
                removed = await area.sweep(datetime.now(UTC))
                log.info("staging_swept", removed=removed)
        except Exception as error:  # noqa: BLE001 - the next hour is another chance
            log.warning("staging_sweep_failed", error=type(error).__name__)
        await asyncio.sleep(SWEEP_SECONDS)


def absent() -> NotFound:
    """Return the refusal of an attachment that is not there, or not for whoever asks."""
    violation = Violation("attachment_id", "attachment.not_found")
    return NotFound("attachment.not_found", details={"errors": [violation.to_dict()]})
