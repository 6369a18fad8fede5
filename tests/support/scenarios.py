"""Scenarios that begin at a point of the story, for tests that need no more."""

import random

from demo.client import AusmClient
from demo.narrator import Narrator
from demo.phases import consents, draft, real_name, registration
from demo.scenario import Scenario, eventually
from demo.story import ScenarioClients
from demo.transport import Problem


class Scenarios:
    """Makes people who have come as far as a test needs."""

    def __init__(self, clients: ScenarioClients) -> None:
        self.clients = clients

    async def staff(self, login: str) -> AusmClient:
        """Return a client logged in as one of the demo's staff; whoever asked closes it."""
        return await self.clients.staff(login)

    async def newcomer(self, id_type: str = "resident_id") -> Scenario:
        """Return somebody who has no account yet."""
        reviewers = await self.clients.reviewers()
        rng = random.Random(self.clients.rng.random())
        person = self.clients.person(id_type, rng)
        return Scenario(person, self.clients.new_client(), *reviewers, Narrator(), rng)

    async def registered(self, id_type: str = "resident_id") -> Scenario:
        """Return somebody who has registered, logged in, and agreed to all that may be asked."""
        scenario = await self.logged_in(id_type)
        for action in (
            consents.SUBMIT_REAL_NAME,
            consents.START_ALIPAY,
            consents.SUBMIT_COLLECTION,
        ):
            await consents.give(scenario, action)
        return scenario

    async def logged_in(self, id_type: str = "resident_id") -> Scenario:
        """Return somebody who has registered and logged in, and agreed to nothing else."""
        scenario = await self.newcomer(id_type)
        await registration.register(scenario)
        await registration.log_in(scenario)
        return scenario

    async def verified(
        self, id_type: str = "resident_id", *, by_province: bool = False
    ) -> Scenario:
        """Return somebody whose identity is verified, elsewhere or by the county's province."""
        scenario = await self.registered(id_type)
        if by_province:
            scenario.elsewhere = scenario.province
        await self.verify(scenario)
        return scenario

    async def verify(self, scenario: Scenario) -> None:
        """Have somebody's identity verified, up to where collection is open."""
        await real_name.submit(scenario)
        case_id = scenario.facts["real_name_case"]
        detail = await real_name.find_and_claim(scenario.elsewhere, real_name.KIND, case_id)
        await scenario.elsewhere.client.act(
            real_name.KIND, case_id, "approve", {}, detail["version"]
        )

        async def opened() -> bool | None:
            try:
                await scenario.client.collection()
            except Problem as problem:
                if problem.code != "collection.real_name_required":
                    raise
                return None
            return True

        await eventually(opened, "collection stays shut", scenario.wait_seconds)

    async def filled_in(
        self, id_type: str = "resident_id", *, by_province: bool = False
    ) -> Scenario:
        """Return somebody whose collection lacks nothing but the submission."""
        scenario = await self.verified(id_type, by_province=by_province)
        await self.fill_in(scenario)
        return scenario

    async def fill_in(self, scenario: Scenario) -> None:
        """Fill in all that a collection asks for."""
        await draft.choose_scope(scenario)
        await draft.upload_files(scenario)
        await draft.fill_in_basic(scenario)
        await draft.fill_in_experience(scenario)
        await draft.choose_authority(scenario)

    async def submitted(
        self, id_type: str = "resident_id", *, by_province: bool = False
    ) -> Scenario:
        """Return somebody whose collection waits for review."""
        scenario = await self.filled_in(id_type, by_province=by_province)
        await draft.submit(scenario)
        return scenario

    async def approved(self, *, by_province: bool = False) -> Scenario:
        """Return somebody with an approved record."""
        scenario = await self.submitted(by_province=by_province)
        case_id = scenario.facts["collection_case"]
        detail = await real_name.find_and_claim(scenario.county, "collection", case_id)
        await scenario.county.client.act("collection", case_id, "approve", {}, detail["version"])
        return scenario
