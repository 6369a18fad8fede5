"""Many attempts at once to open cases that exclude each other: who won, and what the others were answered."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from demo import forms
from demo.scenario import Scenario, eventually
from demo.transport import Problem, new_key

TRANSFER, CHANGE, CREDIT = "transfer", "change", "credit"
_PATHS = {
    TRANSFER: "/me/transfers",
    CHANGE: "/me/changes",
    CREDIT: "/me/credit-applications",
}
_TARGET = "au-130102"
ATTEMPTS = 50
# On a busy machine fifty at once take longer than a call may: who gets no answer asks again, with
# the same key.
_PATIENCE_SECONDS = 60.0


@dataclass
class Race:
    """What became of the attempts: how many of each kind won, and the refusals of the rest."""

    won: Counter[str] = field(default_factory=Counter)
    refused: list[Problem] = field(default_factory=list)

    @property
    def statuses(self) -> set[int]:
        """Return the statuses of the refusals."""
        return {problem.status for problem in self.refused}

    def unexplained(self) -> list[str]:
        """Return the refusals that name no blocker."""
        return [str(problem) for problem in self.refused if not problem.body.get("blockers")]


async def run_race(scenario: Scenario, kinds: Sequence[str]) -> Race:
    """Open a case of each of `kinds` at the same moment, all for the one person.

    Raises whatever an attempt ended with that is neither success nor a refusal.
    """
    bodies = {kind: await _MAKERS[kind](scenario) for kind in sorted(set(kinds))}
    shuffled = random.Random(scenario.rng.random()).sample(list(kinds), len(kinds))
    race = Race()
    scenario.client.patience = _PATIENCE_SECONDS

    async def attempt(kind: str) -> None:
        try:
            await scenario.client.call("POST", _PATHS[kind], json=bodies[kind], key=new_key())
        except Problem as problem:
            race.refused.append(problem)
        else:
            race.won[kind] += 1

    await asyncio.gather(*map(attempt, shuffled))
    return race


async def count_open(scenario: Scenario) -> Counter[str]:
    """Return how many cases of each kind the person's own lists show as open."""
    counts = Counter[str]()
    for kind, path in _PATHS.items():
        params = {"limit": ATTEMPTS} | ({"section": "basic"} if kind == CHANGE else {})
        rows = (await scenario.client.call("GET", path, params=params)).rows
        counts[kind] = sum(row["status"] == "submitted" for row in rows)
    return +counts


async def ensure_one_wins(scenario: Scenario) -> Race:
    """Race fifty transfers and changes of one object: each excludes all others."""
    await ready_for_cases(scenario)
    race = await run_race(scenario, [TRANSFER, CHANGE] * (ATTEMPTS // 2))
    assert race.won.total() == 1, race.won
    _ensure_others_know_why(race, ATTEMPTS - 1)
    assert await count_open(scenario) == race.won
    return race


async def ensure_nothing_beside_a_transfer(scenario: Scenario) -> Race:
    """Race fifty transfers and credit applications: one transfer, or credits alone."""
    await ready_for_cases(scenario)
    race = await run_race(scenario, [TRANSFER, CREDIT] * (ATTEMPTS // 2))
    won = race.won
    others = [str(problem) for problem in race.refused]
    assert won in (Counter({TRANSFER: 1}), Counter({CREDIT: ATTEMPTS // 2})), (won, others)
    _ensure_others_know_why(race, ATTEMPTS - won.total())
    assert await count_open(scenario) == won
    return race


def _ensure_others_know_why(race: Race, count: int) -> None:
    assert len(race.refused) == count
    assert race.statuses == {409}, [str(problem) for problem in race.refused]
    assert race.unexplained() == []


async def ready_for_cases(scenario: Scenario) -> None:
    """Wait until the approved record is there and nothing stands in the way of a transfer."""

    async def probe() -> bool | None:
        return (await scenario.client.call("GET", "/me/transfers/eligibility")).data[
            "eligible"
        ] or None

    await eventually(probe, "still not eligible", scenario.wait_seconds)


async def _transfer(scenario: Scenario) -> dict[str, Any]:
    await scenario.upload("residence_permit")
    return {
        "reason": "residence",
        "to_authority_id": _TARGET,
        "proof_ids": [scenario.files["residence_permit"]],
        "details": {
            "kind": "residence",
            "address": "石家庄市长安区中山东路1号",
            "moved_on": "2026-09-01",
        },
    }


async def _change(scenario: Scenario) -> dict[str, Any]:
    """Return a change of the basic section that a reviewer must decide."""
    basic = (await scenario.client.record())["basic"]
    photos = {kind: basic[f"{kind}_id"] for kind in ("photo", "id_portrait", "id_reverse")}
    data = forms.basic(photos) | {"household_region": "310115"}
    return {"section": "basic", "action": "modify", "data": data}


async def _credit(scenario: Scenario) -> dict[str, Any]:
    await scenario.upload("credit_proof")
    return {
        "year": 2026,
        "kind": "conference",
        "title": "全国会计学术年会",
        "achieved_on": "2026-05-18",
        "quantity": 2,
        "proof_ids": [scenario.files["credit_proof"]],
    }


_MAKERS = {TRANSFER: _transfer, CHANGE: _change, CREDIT: _credit}
