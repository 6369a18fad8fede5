"""R3.5.1: twenty first submissions at once, in fifty rounds; AUSM_ROUNDS changes the number."""

import os

import pytest
from native.stack import Stack
from support.databases import ServiceDatabases
from support.first_submissions import ensure_all_are_answered, fill_in_many
from support.scenarios import Scenarios

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(1500)]

ROUNDS = int(os.environ.get("AUSM_ROUNDS", "50"))


async def test_R3_5_1_fifty_rounds_of_first_submissions(stack: Stack, scenarios: Scenarios) -> None:
    people = await fill_in_many(scenarios, ROUNDS)
    await ensure_all_are_answered(people)
    ids = [scenario.facts["person_id"] for scenario in people]
    cases = "SELECT count(*) FROM cases WHERE person_id::text = ANY(:ids) AND round = 1"
    assert ServiceDatabases(stack).number("collection", cases, ids=ids) == ROUNDS
