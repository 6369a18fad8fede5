"""Who and what one run of the story works with."""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from demo import sample_files
from demo.client import AusmClient
from demo.narrator import Narrator
from demo.people import Person
from demo.transport import Problem

WAIT_SECONDS = 30.0

Found = TypeVar("Found")


class StoryError(AssertionError):
    """The platform answered, and not as the story goes."""


@dataclass
class Reviewer:
    """A logged-in member of staff with their authority."""

    client: AusmClient
    authority_id: str
    authority_name: str
    authority_path: str


class Reviewers(NamedTuple):
    """Who reviews in the story: somebody elsewhere, the county's province, and the county."""

    elsewhere: Reviewer
    province: Reviewer
    county: Reviewer


@dataclass
class Scenario:
    """One person's run: the person, their client, the reviewers and what has happened."""

    person: Person
    client: AusmClient
    elsewhere: Reviewer
    province: Reviewer
    county: Reviewer
    narrator: Narrator
    rng: random.Random
    files: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    wait_seconds: float = WAIT_SECONDS

    async def upload(self, *kinds: str) -> None:
        """Upload one file of each kind and remember its attachment id."""
        for kind in kinds:
            picture = picture_of(kind, f"{self.person.id_number}-{self.rng.random()}")
            attachment = await self.client.upload(kind, picture, f"{kind}.jpg")
            self.files[kind] = attachment["attachment_id"]

    async def newest_sms(self, words: str, newer_than: int = 0) -> str:
        """Return the newest SMS of the person that holds these words, waiting for it."""

        async def probe() -> str | None:
            sent = await self.client.sandbox_sms(self.person.phone)
            texts = [item["text"] for item in sent if words in item["text"]]
            return texts[0] if len(texts) > newer_than else None

        return await eventually(probe, f"短信“{words}”没有到达", self.wait_seconds)

    async def message(self, kind: str, count: int = 1) -> dict[str, Any]:
        """Return the newest message of a kind once there are this many, waiting for it."""

        async def probe() -> dict[str, Any] | None:
            found = [m for m in await self.client.messages() if m["kind"] == kind]
            return found[0] if len(found) >= count else None

        return await eventually(probe, f"站内信 {kind} 没有到达", self.wait_seconds)


def picture_of(kind: str, owner: str) -> bytes:
    """Return a file that suits the attachment kind."""
    if kind == "photo":
        return sample_files.portrait(owner)
    return sample_files.document(kind.replace("_", " ").title(), owner)


async def eventually(
    probe: Callable[[], Awaitable[Found | None]], failure: str, seconds: float
) -> Found:
    """Return the first result that is there; raises StoryError after `seconds`."""
    give_up = time.monotonic() + seconds
    pause = 0.05
    while True:
        found = await probe()
        if found is not None:
            return found
        if time.monotonic() > give_up:
            raise StoryError(failure)
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 1.0)


async def refusal(calling: Awaitable[object], otherwise: str) -> Problem:
    """Return the problem that a call is answered with; raises StoryError if it succeeds."""
    try:
        await calling
    except Problem as problem:
        return problem
    raise StoryError(otherwise)


def ensure(condition: object, otherwise: str) -> None:
    """Raise StoryError with the sentence unless the condition holds."""
    if not condition:
        raise StoryError(otherwise)


def code_in(text: str) -> str:
    """Return the six-digit code of an SMS."""
    found = re.search(r"(?<!\d)(\d{6})(?!\d)", text)
    if not found:
        raise StoryError(f"短信里没有六位验证码：{text}")
    return found[1]
