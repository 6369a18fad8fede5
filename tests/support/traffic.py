"""A constant rate of mixed reads and writes by people who never repeat a failed request.

Every accepted write is remembered, so that one that is lost or done twice shows afterwards.
"""

import asyncio
import itertools
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from demo import forms
from demo.phases import draft
from demo.scenario import Scenario, picture_of
from demo.transport import Problem

from support.scenarios import Scenarios

PER_SECOND = float(os.environ.get("AUSM_TEST_PER_SECOND", "50"))
# No divisor of the mix's length: else one of them would do all the saving.
WRITERS = 11
GATHERED_AT_ONCE = 4
# As people go about it: they look at the home page, their messages and lists to choose from far more
# often than a form saves itself. "save" and "upload" write.
MIX = (
    "me",
    "regions",
    "save",
    "messages",
    "me",
    "reviews",
    "regions",
    "messages",
    "me",
    "collection",
)
UPLOAD_EVERY = 50
PICTURE = picture_of("photo", "traffic")
LAST_ANSWER_SECONDS = 30.0


@dataclass
class Writer:
    """Somebody whose draft is saved over and over, each time on top of the last."""

    scenario: Scenario
    version: int
    saved: int = 0
    busy: bool = False

    async def save(self) -> None:
        """Save the basic section with the number of this save in it."""
        body = forms.basic(self.scenario.files) | {"email": f"save{self.saved + 1}@example.org"}
        try:
            kept = await self.scenario.client.save_section("basic", body, self.version)
        finally:
            self.busy = False
        self.saved += 1
        self.version = kept["version"]


@dataclass
class Traffic:
    """Who sends, and what became of what was sent."""

    writers: list[Writer]
    per_second: float = PER_SECOND
    times: list[float] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0
    _turn: "itertools.cycle[Writer]" = field(init=False)

    def __post_init__(self) -> None:
        self._turn = itertools.cycle(self.writers)

    @asynccontextmanager
    async def flowing(self) -> AsyncIterator[None]:
        """Send for as long as the block lasts, then wait for the last answers."""
        stop = asyncio.Event()
        sending = asyncio.create_task(self._send_until(stop))
        try:
            yield
        finally:
            stop.set()
            await sending

    def at(self, per_second: float) -> "Traffic":
        """Return traffic of the same people, of which nothing was sent yet, at another rate."""
        return Traffic(self.writers, per_second)

    async def mismatched_writers(self) -> list[str]:
        """Return the writers whose draft is not what their accepted saves made it."""
        found = []
        for writer in self.writers:
            kept = await writer.scenario.client.collection()
            expected = (writer.version, f"save{writer.saved}@example.org")
            if writer.saved and (kept["version"], kept["basic"]["email"]) != expected:
                found.append(f"{kept['version']} {kept['basic']['email']} and not {expected}")
        return found

    def summary(self) -> str:
        """Return the measurements in one line."""
        times, count = sorted(self.times), len(self.times)
        if not count:
            return "nothing was answered"
        p50, p99 = (times[int((count - 1) * share)] * 1000 for share in (0.5, 0.99))
        return (
            f"{count} requests in {self.seconds:.0f} s ({count / self.seconds:.1f}/s), "
            f"{self.sent['save']} saves and {self.sent['upload']} uploads among them, "
            f"failed {len(self.failures)}; p50 {p50:.0f} ms, p99 {p99:.0f} ms, "
            f"longest {times[-1]:.1f} s"
        )

    async def _send_until(self, stop: asyncio.Event) -> None:
        begun = time.monotonic()
        under_way = set[asyncio.Task[None]]()
        for number in itertools.count():
            pause = begun + number / self.per_second - time.monotonic()
            if stop.is_set():
                break
            await asyncio.sleep(max(pause, 0))
            task = asyncio.create_task(self._one(number))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        self.seconds = time.monotonic() - begun
        if under_way:
            await asyncio.wait(under_way, timeout=LAST_ANSWER_SECONDS)

    async def _one(self, number: int) -> None:
        name = "upload" if number % UPLOAD_EVERY == 0 else MIX[number % len(MIX)]
        writer = next(self._turn)
        if name == "save" and writer.busy:
            # A person saves one thing after the other; whoever still waits reads meanwhile.
            name = "messages"
        writer.busy = writer.busy or name == "save"
        began = time.monotonic()
        try:
            await self._calls(name, writer)()
        except (Problem, httpx.HTTPError) as error:
            self.failures.append(f"{time.strftime('%X')} {name}: {error!r}")
        self.sent[name] += 1
        self.times.append(time.monotonic() - began)

    def _calls(self, name: str, writer: Writer) -> Callable[[], Awaitable[object]]:
        client = writer.scenario.client
        calls: dict[str, Callable[[], Awaitable[object]]] = {
            "me": client.me,
            "save": writer.save,
            "collection": client.collection,
            "messages": client.messages,
            "regions": lambda: client.call("GET", "/reference/regions"),
            "reviews": writer.scenario.county.client.review_summary,
            "upload": lambda: client.upload("photo", PICTURE),
        }
        return calls[name]


async def gather_traffic(scenarios: Scenarios, per_second: float = PER_SECOND) -> Traffic:
    """Return traffic at a rate, of people who each have a draft to save."""

    turn = asyncio.Semaphore(GATHERED_AT_ONCE)

    async def one() -> Writer:
        async with turn:
            scenario = await scenarios.verified()
            await draft.choose_scope(scenario)
            await draft.upload_files(scenario)
            await draft.fill_in_basic(scenario)
        return Writer(scenario, scenario.facts["version"])

    return Traffic(await asyncio.gather(*(one() for _ in range(WRITERS))), per_second)
