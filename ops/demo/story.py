"""The whole story of one person, and many at once."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from demo import forms, people
from demo.client import AusmClient
from demo.narrator import Narrator
from demo.phases import alipay, draft, real_name, registration, review
from demo.scenario import WAIT_SECONDS, Reviewer, Reviewers, Scenario, StoryError
from demo.transport import Meter

PHASES = (registration, real_name, draft, review)
# Of somebody who has Alipay.
ALIPAY_PHASES = (registration, alipay, draft)

# What a person gets in the whole story, in the box and by SMS, and how often.
STORY_MESSAGES = Counter(
    account_registered=1,
    case_submitted=4,
    case_returned=2,
    case_forwarded=1,
    identity_verified=1,
    case_approved=1,
)
STORY_SMS = STORY_MESSAGES + Counter(code_register=1)


@dataclass
class Outcome:
    """What became of a run: the person, the steps' times, the error if it failed."""

    person: people.Person
    narrator: Narrator
    facts: dict[str, object]
    seconds: float
    error: Exception | None = None


@dataclass
class ScenarioClients:
    """What makes clients of one stack and runs stories with them; reviewers and meter are shared."""

    base_url: str
    meter: Meter = field(default_factory=Meter)
    patience: float = 0.0
    show: Callable[[str], None] | None = None
    rng: random.Random = field(default_factory=random.Random)
    _staff: list[Reviewer] = field(default_factory=list)
    _numbers: set[str] = field(default_factory=set)

    async def close(self) -> None:
        """Close the reviewers' connections."""
        for reviewer in self._staff:
            await reviewer.client.close()
        self._staff = []

    def new_client(self) -> AusmClient:
        """Return a new client with an address of its own."""
        numbers = (self.rng.randrange(256), self.rng.randrange(256), self.rng.randrange(1, 255))
        address = "10.{}.{}.{}".format(*numbers)
        return AusmClient(self.base_url, self.meter, address=address, patience=self.patience)

    def person(
        self, id_type: str = "resident_id", rng: random.Random | None = None
    ) -> people.Person:
        """Return somebody made up, whose numbers nobody else has."""
        while True:
            made = people.make_person(rng or self.rng, id_type)
            numbers = {made.id_number, made.phone}
            if self._numbers.isdisjoint(numbers):
                self._numbers |= numbers
                return made

    async def reviewers(self) -> Reviewers:
        """Return who reviews the demo's county, its province, and somewhere else."""
        staff = await self._all_reviewers()
        return choose_reviewers(staff, f"au-{forms.EMPLOYER_COUNTY}")

    async def reviewer_of(self, authority_id: str) -> Reviewer:
        """Return the reviewer of one authority."""
        staff = await self._all_reviewers()
        return next(one for one in staff if one.authority_id == authority_id)

    async def _all_reviewers(self) -> list[Reviewer]:
        """Return all reviewers; they log in once and stay."""
        if not self._staff:
            client = self.new_client()
            personas = [p for p in await client.personas() if "reviewer" in p["roles"]]
            self._staff = [await self._log_in(persona) for persona in personas]
            await client.close()
        return self._staff

    async def staff(self, login: str) -> AusmClient:
        """Return a client logged in as one of the demo's staff; whoever asked closes it."""
        client = self.new_client()
        personas = {one["login"]: one for one in await client.personas()}
        await self._come_in(client, personas[login])
        return client

    async def _come_in(self, client: AusmClient, persona: dict[str, Any]) -> None:
        """Log in as staff, who have declared their interests then: they claim nothing before.

        Those of an installation from before declarations were asked for have not.
        """
        staff = (await client.log_in_staff(persona["login"], persona["password"]))["staff"]
        if staff.get("interests_declared_at", "") is None:
            await client.declare_interests(*staff["employer_usccs"])

    async def _log_in(self, persona: dict[str, Any]) -> Reviewer:
        client = self.new_client()
        await self._come_in(client, persona)
        authority = await client.authority(persona["authority"]["authority_id"])
        return Reviewer(client, authority["authority_id"], authority["name"], authority["path"])

    async def run_story(
        self,
        person: people.Person,
        reviewers: Reviewers,
        phases: Sequence[ModuleType] = PHASES,
    ) -> Outcome:
        """Play the whole story of one person; a failure is part of the outcome."""
        narrator = Narrator(self.show)
        client = self.new_client()
        rng = random.Random(self.rng.random())  # noqa: S311
        scenario = Scenario(person, client, *reviewers, narrator, rng)
        scenario.wait_seconds += self.patience
        started = time.perf_counter()
        error: Exception | None = None
        try:
            for phase in phases:
                await phase.run(scenario)
        except Exception as caught:  # noqa: BLE001 - whatever went wrong belongs in the report
            error = caught
        finally:
            await client.close()
        return Outcome(person, narrator, scenario.facts, time.perf_counter() - started, error)

    async def run_stories(self, count: int, at_once: int) -> list[Outcome]:
        """Play the story of `count` people, `at_once` of them at any time, of all four types."""
        reviewers = await self.reviewers()
        turn = asyncio.Semaphore(at_once)

        async def one(person: people.Person) -> Outcome:
            async with turn:
                return await self.run_story(person, reviewers)

        types = (people.ID_TYPES[index % 4] for index in range(count))
        persons = [self.person(id_type) for id_type in types]
        return await asyncio.gather(*(one(person) for person in persons))

    async def unexpected_sms(self, outcomes: Sequence[Outcome]) -> dict[str, Counter[str]]:
        """Return, for everybody who did not get just the SMS of the story, what they got."""
        client, wrong = self.new_client(), {}
        for outcome in outcomes:
            texted = await _texted(client, outcome.person.phone, WAIT_SECONDS + self.patience)
            if texted != STORY_SMS:
                wrong[outcome.person.phone] = texted
        await client.close()
        return wrong


async def _texted(client: AusmClient, phone: str, seconds: float) -> Counter[str]:
    """Return the person's SMS by template, giving the last of them time to be sent."""
    give_up = time.monotonic() + seconds
    while True:
        texted = Counter(sms["template"] for sms in await client.sandbox_sms(phone))
        if texted.total() >= STORY_SMS.total() or time.monotonic() > give_up:
            return texted
        await asyncio.sleep(0.5)


def choose_reviewers(found: list[Reviewer], county_id: str) -> Reviewers:
    """Return one of another province, the highest above the county, and the county's own."""
    county = next((one for one in found if one.authority_id == county_id), None)
    if county is None:
        raise StoryError("演示账号里没有本县区的审核员")
    above = [one for one in found if county.authority_path.startswith(one.authority_path)]
    elsewhere = [one for one in found if one not in above]
    province = _highest(above)
    if province is county or not elsewhere:
        raise StoryError("演示账号里没有上级和两个不同属地的审核员")
    return Reviewers(_highest(elsewhere), province, county)


def _highest(found: list[Reviewer]) -> Reviewer:
    return min(found, key=lambda one: len(one.authority_path))
