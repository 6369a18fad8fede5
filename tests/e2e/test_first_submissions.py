"""R2.3.3, R3.5.1: a first submission sent many times at once; `load` plays the fifty rounds."""

import asyncio

import pytest
from demo import forms
from demo.transport import Problem
from support.first_submissions import ensure_all_are_answered, fill_in_many
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

ROUNDS = 2


async def test_R3_5_1_first_submissions_at_once_are_all_answered(scenarios: Scenarios) -> None:
    await ensure_all_are_answered(await fill_in_many(scenarios, ROUNDS))


async def test_R2_3_3_of_real_name_submissions_at_once_one_is_taken(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    await scenario.upload("id_portrait", "id_reverse", "id_holding")
    body = forms.real_name(scenario.files, scenario.elsewhere.authority_id)
    for taken in (1, 0):
        answers = await asyncio.gather(
            *(scenario.client.submit_real_name(body) for _ in range(6)), return_exceptions=True
        )
        refusals = [one for one in answers if isinstance(one, Problem)]
        assert len(refusals) == len(answers) - taken, answers
        assert {(one.status, one.code) for one in refusals} == {
            (409, "identity.real_name_under_review")
        }
        assert all(one.body["detail"] for one in refusals)
