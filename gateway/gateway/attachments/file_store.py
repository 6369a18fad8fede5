"""The object store, from a loop that must not wait: every call runs in a bounded pool of threads."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

from chassis.storage.object_store import ObjectStore, StoredObject
from contracts.errors import Unavailable

CALL_SECONDS = 15.0
# Calls that may wait for a thread before more are turned away.
WAITING_PER_THREAD = 4

Given = TypeVarTuple("Given")
Result = TypeVar("Result")


class FileStore:
    """Asynchronous face of `chassis.storage.object_store.ObjectStore`, with the same errors."""

    def __init__(self, url: str, bucket_prefix: str, threads: int) -> None:
        self._store = ObjectStore(url, bucket_prefix)
        self._threads = ThreadPoolExecutor(threads, "storage")
        self._room = threads * WAITING_PER_THREAD

    async def run(
        self, work: Callable[[ObjectStore, *Given], Result], *arguments: *Given
    ) -> Result:
        """Return `work(store, *arguments)`, run in a thread."""
        return await self._run(work, self._store, *arguments)

    async def open(self, bucket: str, key: str) -> AsyncGenerator[bytes]:
        """Return the object piece by piece; NotFound and Unavailable are raised here already."""
        pieces: Iterator[bytes] = await self._run(self._store.stream, bucket, key)
        return self._pieces(pieces)

    async def remove(self, bucket: str, key: str) -> None:
        """Remove an object; one that is not there is no error."""
        await self._run(self._store.remove, bucket, key)

    async def list(self, bucket: str, prefix: str = "") -> list[StoredObject]:
        """Return what is known of the objects whose keys begin with the prefix."""
        return await self._run(self._store.list, bucket, prefix)

    async def ping(self, bucket: str) -> None:
        """Raise Unavailable unless the bucket can be reached."""
        if not await self._run(self._store.bucket_exists, bucket):
            raise Unavailable("gateway.storage_unavailable")

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _pieces(self, pieces: Iterator[bytes]) -> AsyncGenerator[bytes]:
        try:
            while (piece := await self._run(next, pieces, None)) is not None:
                yield piece
        finally:
            # The client may have left in the middle: the connection must go back to its pool.
            self._threads.submit(getattr(pieces, "close", lambda: None))

    async def _run(self, function: Callable[[*Given], Result], *arguments: *Given) -> Result:
        if self._room <= 0:
            raise Unavailable("gateway.overloaded", details={"retry_after": 2})
        self._room -= 1
        try:
            loop = asyncio.get_running_loop()
            async with asyncio.timeout(CALL_SECONDS):
                return await loop.run_in_executor(self._threads, function, *arguments)
        except (TimeoutError, Unavailable):
            raise Unavailable("gateway.storage_unavailable") from None
        finally:
            self._room += 1
