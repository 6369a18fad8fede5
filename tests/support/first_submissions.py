"""Twenty first submissions of one collection at once, over HTTP, in rounds (R3.5.1)."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import httpx
from contracts.platform import API_PREFIX
from demo.scenario import Scenario
from demo.transport import new_key

from support.scenarios import Scenarios

AT_ONCE = 20
# Filling in is thirty requests: so many people do it side by side.
FILLED_IN_AT_ONCE = 5


async def fill_in_many(scenarios: Scenarios, people: int) -> list[Scenario]:
    """Return people whose collections lack nothing but the submission."""
    places = asyncio.Semaphore(FILLED_IN_AT_ONCE)

    async def one() -> Scenario:
        async with places:
            return await scenarios.filled_in()

    return list(await asyncio.gather(*(one() for _ in range(people))))


async def submit_at_once(scenario: Scenario) -> Sequence[httpx.Response]:
    """Submit one collection many times at the same moment, each with a key of its own.

    The answers are what they are: nothing is sent again, whatever its status.
    """
    headers = {"Authorization": f"Bearer {scenario.client.access_token}"}
    url = str(scenario.client.http.base_url).rstrip("/") + API_PREFIX + "/me/collection/submit"
    version = scenario.facts["version"]
    async with httpx.AsyncClient(headers=headers, timeout=60) as client:
        return await asyncio.gather(
            *(
                client.post(
                    url,
                    json={"commitment": True},
                    headers={"Idempotency-Key": new_key(), "If-Match": f'"{version}"'},
                )
                for _ in range(AT_ONCE)
            )
        )


async def ensure_all_are_answered(people: Sequence[Scenario]) -> None:
    """Play one round for each person: all are answered, and one submission is made of them."""
    for scenario in people:
        answers = await submit_at_once(scenario)
        statuses = Counter(answer.status_code for answer in answers)
        assert statuses == {200: AT_ONCE}, (statuses, [one.text[:200] for one in answers])
        assert {answer.json()["review"]["round"] for answer in answers} == {1}
        assert (await scenario.client.collection())["status"] == "submitted"
