"""Reads that meet go together; a read never joins a call that began before it arrived."""

import asyncio
from typing import Any

import pytest
from contracts.context import CallContext
from contracts.errors import DeadlineExceeded, NotFound, Unavailable
from gateway.rpc.batching import BatchedRead, RequestBatcher

LONG = 60.0
WHAT = BatchedRead("notify.count_unread", "notify.list_unread")


class _Service:
    """Answers with how often it was called, when it is let; knows everybody but `nobody`."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, CallContext, dict[str, Any]]] = []
        self.gate = asyncio.Event()
        self.error: Exception | None = None

    async def call(self, target: str, context: CallContext, timeout: float, **kwargs: Any) -> Any:
        self.calls.append((target, context, kwargs))
        number = len(self.calls)
        await self.gate.wait()
        if self.error:
            raise self.error
        if target == WHAT.one:
            if context.actor_id == "nobody":
                raise NotFound
            return {"call": number, "person": context.actor_id}
        people = [person for person in kwargs["person_ids"] if person != "nobody"]
        return {"items": {person: {"call": number, "person": person} for person in people}}


def _context(person: str) -> CallContext:
    return CallContext(actor_id=person, actor_kind="person", request_id=f"r-{person}")


async def _started(reads: RequestBatcher, *people: str) -> list[asyncio.Task[Any]]:
    tasks = [asyncio.create_task(reads.read(WHAT, _context(person))) for person in people]
    await asyncio.sleep(0.01)
    return tasks


def test_single_read_is_a_plain_call_as_the_person() -> None:
    async def play() -> None:
        service = _Service()
        service.gate.set()
        assert (await RequestBatcher(service, LONG).read(WHAT, _context("a")))["person"] == "a"
        target, context, _ = service.calls[0]
        assert (target, context.actor_kind, context.request_id) == (WHAT.one, "person", "r-a")

    asyncio.run(play())


def test_reads_that_arrive_during_a_call_are_batched() -> None:
    async def play() -> None:
        service = _Service()
        reads = RequestBatcher(service, LONG)
        first = await _started(reads, "a")
        second = await _started(reads, "b")
        rest = await _started(reads, "c", "d", "a")
        assert len(service.calls) == 2
        service.gate.set()
        answers = await asyncio.gather(*first, *second, *rest)
        assert [answer["person"] for answer in answers] == ["a", "b", "c", "d", "a"]
        assert [answer["call"] for answer in answers] == [1, 2, 3, 3, 3]
        target, context, arguments = service.calls[2]
        assert (target, arguments) == (WHAT.many, {"person_ids": ["a", "c", "d"]})
        assert (context.actor_kind, context.request_id) == ("service", "r-c,r-d,r-a")

    asyncio.run(play())


def test_error_of_a_batch_reaches_every_reader_and_is_not_kept() -> None:
    async def play() -> None:
        service = _Service()
        service.error = Unavailable()
        service.gate.set()
        reads = RequestBatcher(service, LONG)
        results = await asyncio.gather(
            *(reads.read(WHAT, _context(person)) for person in "abc"), return_exceptions=True
        )
        assert [type(result) for result in results] == [Unavailable] * 3
        service.error = None
        assert (await reads.read(WHAT, _context("a")))["person"] == "a"

    asyncio.run(play())


def test_unknown_person_does_not_fail_the_batch() -> None:
    async def play() -> None:
        service = _Service()
        service.gate.set()
        reads = RequestBatcher(service, LONG)
        people = ("a", "nobody", "b")
        results = await asyncio.gather(
            *(reads.read(WHAT, _context(person)) for person in people), return_exceptions=True
        )
        assert isinstance(results[1], NotFound)
        assert [results[0]["person"], results[2]["person"]] == ["a", "b"]

    asyncio.run(play())


@pytest.mark.parametrize("cancelled", ["a", "c"])
def test_cancelled_read_does_not_block_the_others(cancelled: str) -> None:
    async def play() -> None:
        service = _Service()
        reads = RequestBatcher(service, LONG)
        tasks = dict(zip("abcd", await _started(reads, *"abcd"), strict=True))
        tasks[cancelled].cancel()
        service.gate.set()
        for person, task in tasks.items():
            if person != cancelled:
                assert (await task)["person"] == person

    asyncio.run(play())


def test_R8_1_nobody_waits_in_the_queue_of_a_service_that_stands_still() -> None:
    optional = BatchedRead(WHAT.one, WHAT.many, optional=True)

    async def play() -> None:
        reads = RequestBatcher(_Service(), 0.05)
        people = (reads.read(optional, _context(person)) for person in "abcde")
        outcomes = await asyncio.gather(*people, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [DeadlineExceeded] * 5

    asyncio.run(asyncio.wait_for(play(), LONG))
