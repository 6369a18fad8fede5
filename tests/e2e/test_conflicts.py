"""Fifty attempts at once to open cases that exclude each other, on the native stack (issue 6)."""

import pytest
from support.races import ensure_nothing_beside_a_transfer, ensure_one_wins
from support.scenarios import Scenarios

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(240, func_only=True)]


async def test_R5_2_2_of_fifty_rivals_one_wins(scenarios: Scenarios) -> None:
    await ensure_one_wins(await scenarios.approved())


async def test_R5_1_2_of_fifty_at_once_none_is_open_beside_a_transfer(scenarios: Scenarios) -> None:
    await ensure_nothing_beside_a_transfer(await scenarios.approved())
