"""R8.1: replicas whose clocks differ by a quarter of a minute work beside the others."""

import pytest
from demo.people import ID_TYPES
from demo.story import ScenarioClients
from native.layout import SERVICES
from native.stack import Stack
from support.replicas import replicas_with_clock

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("shift", [15, -15], ids=["ahead", "behind"])
async def test_R8_1_story_passes_with_replicas_whose_clocks_are_off(
    stack: Stack, shift: int
) -> None:
    with replicas_with_clock(stack, SERVICES, shift) as url:
        for gateway in (url, stack.url):
            clients = ScenarioClients(gateway)
            outcomes = await clients.run_stories(len(ID_TYPES), at_once=4)
            await clients.close()
            assert [outcome.error for outcome in outcomes] == [None] * len(ID_TYPES)
