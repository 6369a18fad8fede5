"""Short ways to a point in the story, for tests that begin there."""

import random

from demo.chapters import arrival, draft, real_name
from demo.client import AusmClient
from demo.narrator import Narrator
from demo.stage import Stage, eventually
from demo.story import Company
from demo.transport import Problem


class Scenes:
    """Makes people who have come as far as a test needs."""

    def __init__(self, company: Company) -> None:
        self.company = company

    async def staff(self, login: str) -> AusmClient:
        """Return a client logged in as one of the demo's staff; whoever asked closes it."""
        client = self.company.client()
        personas = {one["login"]: one for one in await client.personas()}
        await client.log_in_staff(login, personas[login]["password"])
        return client

    async def newcomer(self, id_type: str = "resident_id") -> Stage:
        """Return somebody who has no account yet."""
        reviewers = await self.company.reviewers()
        rng = random.Random(self.company.rng.random())
        person = self.company.person(id_type, rng)
        return Stage(person, self.company.client(), *reviewers, Narrator(), rng)

    async def registered(self, id_type: str = "resident_id") -> Stage:
        """Return somebody who has registered and logged in."""
        stage = await self.newcomer(id_type)
        await arrival.register(stage)
        await arrival.log_in(stage)
        return stage

    async def verified(self, id_type: str = "resident_id") -> Stage:
        """Return somebody whose identity is verified."""
        stage = await self.registered(id_type)
        await real_name.submit(stage)
        case_id = stage.facts["real_name_case"]
        detail = await real_name.find_and_claim(stage.first, real_name.KIND, case_id)
        await stage.first.client.act(real_name.KIND, case_id, "approve", {}, detail["version"])

        async def opened() -> bool | None:
            try:
                await stage.client.collection()
            except Problem as problem:
                if problem.code != "collection.real_name_required":
                    raise
                return None
            return True

        await eventually(opened, "collection stays shut", stage.wait_seconds)
        return stage

    async def filled_in(self, id_type: str = "resident_id") -> Stage:
        """Return somebody whose collection lacks nothing but the submission."""
        stage = await self.verified(id_type)
        await draft.choose_scope(stage)
        await draft.upload_files(stage)
        await draft.fill_in_basic(stage)
        await draft.fill_in_experience(stage)
        await draft.choose_authority(stage)
        return stage

    async def submitted(self, id_type: str = "resident_id") -> Stage:
        """Return somebody whose collection waits for review."""
        stage = await self.filled_in(id_type)
        await draft.submit(stage)
        return stage

    async def approved(self) -> Stage:
        """Return somebody with an approved record."""
        stage = await self.submitted()
        case_id = stage.facts["collection_case"]
        detail = await real_name.find_and_claim(stage.right, "collection", case_id)
        await stage.right.client.act("collection", case_id, "approve", {}, detail["version"])
        return stage
