"""Many open their home page at once: each sees their own (ADR 0046)."""

import asyncio

import pytest
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

PEOPLE = 6
TIMES = 10


async def test_R2_1_1_home_pages_opened_together_are_each_ones_own(scenarios: Scenarios) -> None:
    people = [await scenarios.registered() for _ in range(PEOPLE)]
    pages = await asyncio.gather(
        *(scenario.client.me() for scenario in people for _ in range(TIMES))
    )
    expected = [scenario.facts["person_id"] for scenario in people for _ in range(TIMES)]
    assert [page["person_id"] for page in pages] == expected
    assert all(page["unavailable"] == [] for page in pages)
