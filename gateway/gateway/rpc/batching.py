"""Request batching: reads that many people make at once go to a service in one call.

A person who is alone is asked for alone, in their own name. Only what arrives while reads are
under way waits, for a few milliseconds, and goes together in the next call (ADR 0046). A read
never shares a call that began before it arrived: it sees what was committed by then.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from contracts.context import CallContext
from contracts.errors import DeadlineExceeded

from gateway.rpc import RpcClient

# Two at a time: while one is answered the next is made ready.
CALLS_AT_ONCE = 2
MAX_BATCH = 50
NEEDED_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class BatchedRead:
    """A read of the caller's own: the method for one, and for many by `person_ids`.

    The second answers `{"items": {person_id: answer of the first}}`. What is `optional`, the
    answer can do without: nobody waits long for it.
    """

    one: str
    many: str
    optional: bool = False


@dataclass(slots=True)
class _Queue:
    """What waits for one kind of read, and the calls under way."""

    waiting: list[tuple[CallContext, asyncio.Future[Any]]] = field(default_factory=list)
    calls: set[asyncio.Task[None]] = field(default_factory=set)


class RequestBatcher:
    """Batches the reads of one process."""

    def __init__(self, rpc: RpcClient, optional_seconds: float) -> None:
        self._rpc = rpc
        self._optional_seconds = optional_seconds
        self._queues: dict[BatchedRead, _Queue] = {}

    async def read(self, what: BatchedRead, context: CallContext) -> Any:
        """Return the answer for the person of the context; errors as of a plain call.

        The time in the queue counts: while a service stands still, nobody waits for the others
        who wait for it.
        """
        queue = self._queues.setdefault(what, _Queue())
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        queue.waiting.append((context, answer))
        if len(queue.calls) < CALLS_AT_ONCE:
            task = loop.create_task(self._run(what, queue))
            queue.calls.add(task)
            task.add_done_callback(queue.calls.discard)
        try:
            async with asyncio.timeout(self._seconds(what)):
                return await answer
        except TimeoutError:
            raise DeadlineExceeded from None

    def _seconds(self, what: BatchedRead) -> float:
        return self._optional_seconds if what.optional else NEEDED_SECONDS

    async def _run(self, what: BatchedRead, queue: _Queue) -> None:
        while queue.waiting:
            batch, queue.waiting = queue.waiting[:MAX_BATCH], queue.waiting[MAX_BATCH:]
            wanted = [asked for asked in batch if not asked[1].done()]
            if len(wanted) == 1:
                await self._ask_one(what, *wanted[0])
            elif wanted:
                await self._ask_many(what, wanted)

    async def _ask_one(
        self, what: BatchedRead, context: CallContext, answer: asyncio.Future[Any]
    ) -> None:
        try:
            _resolve(answer, await self._rpc.call(what.one, context, self._seconds(what)))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the caller's
            _resolve(answer, error)

    async def _ask_many(
        self, what: BatchedRead, wanted: list[tuple[CallContext, asyncio.Future[Any]]]
    ) -> None:
        context = CallContext(
            actor_id="gateway",
            actor_kind="service",
            # All of them: whoever follows one request through the logs finds this call.
            request_id=",".join(one.request_id for one, _ in wanted),
        )
        person_ids = sorted({str(one.actor_id) for one, _ in wanted})
        try:
            seconds = self._seconds(what)
            found = await self._rpc.call(what.many, context, seconds, person_ids=person_ids)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is each caller's
            for _, answer in wanted:
                _resolve(answer, error)
            return
        for one, answer in wanted:
            item = found["items"].get(one.actor_id)
            if item is not None:
                _resolve(answer, item)
            else:
                # The service says best itself what is wrong with this one.
                await self._ask_one(what, one, answer)


def _resolve(answer: asyncio.Future[Any], outcome: Any) -> None:
    if answer.done():
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
