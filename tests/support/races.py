"""Many attempts at once to open cases that exclude each other: who won, and what the others heard."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from demo import forms
from demo.stage import Stage, eventually
from demo.transport import Problem, new_key

TRANSFER, CHANGE, CREDIT = "transfer", "change", "credit"
_PATHS = {
    TRANSFER: "/me/transfers",
    CHANGE: "/me/changes",
    CREDIT: "/me/credit-applications",
}
_TARGET = "au-130102"
ATTEMPTS = 50
# On a busy machine fifty at once take longer than a call may: who hears nothing asks again, with
# the same key.
_PATIENCE_SECONDS = 60.0


@dataclass
class Contest:
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


async def hold_contest(stage: Stage, kinds: Sequence[str]) -> Contest:
    """Open a case of each of `kinds` at the same moment, all for the one person.

    Raises whatever an attempt ended with that is neither success nor a refusal.
    """
    bodies = {kind: await _MAKERS[kind](stage) for kind in sorted(set(kinds))}
    shuffled = random.Random(stage.rng.random()).sample(list(kinds), len(kinds))
    contest = Contest()
    stage.client.patience = _PATIENCE_SECONDS

    async def attempt(kind: str) -> None:
        try:
            await stage.client.call("POST", _PATHS[kind], json=bodies[kind], key=new_key())
        except Problem as problem:
            contest.refused.append(problem)
        else:
            contest.won[kind] += 1

    await asyncio.gather(*map(attempt, shuffled))
    return contest


async def count_open(stage: Stage) -> Counter[str]:
    """Return how many cases of each kind the person's own lists show as open."""
    counts = Counter[str]()
    for kind, path in _PATHS.items():
        params = {"limit": ATTEMPTS} | ({"section": "basic"} if kind == CHANGE else {})
        rows = (await stage.client.call("GET", path, params=params)).rows
        counts[kind] = sum(row["status"] == "submitted" for row in rows)
    return +counts


async def ensure_one_wins(stage: Stage) -> Contest:
    """Hold a contest of fifty transfers and changes of one object: each excludes all others."""
    await ready_for_cases(stage)
    contest = await hold_contest(stage, [TRANSFER, CHANGE] * (ATTEMPTS // 2))
    assert contest.won.total() == 1, contest.won
    _ensure_others_know_why(contest, ATTEMPTS - 1)
    assert await count_open(stage) == contest.won
    return contest


async def ensure_nothing_beside_a_transfer(stage: Stage) -> Contest:
    """Hold a contest of fifty transfers and credit applications: one transfer, or credits alone."""
    await ready_for_cases(stage)
    contest = await hold_contest(stage, [TRANSFER, CREDIT] * (ATTEMPTS // 2))
    won = contest.won
    assert won in (Counter({TRANSFER: 1}), Counter({CREDIT: ATTEMPTS // 2})), won
    _ensure_others_know_why(contest, ATTEMPTS - won.total())
    assert await count_open(stage) == won
    return contest


def _ensure_others_know_why(contest: Contest, count: int) -> None:
    assert len(contest.refused) == count
    assert contest.statuses == {409}, [str(problem) for problem in contest.refused]
    assert contest.unexplained() == []


async def ready_for_cases(stage: Stage) -> None:
    """Wait until the approved record is there and nothing stands in the way of a transfer."""

    async def look() -> bool | None:
        return (await stage.client.call("GET", "/me/transfers/eligibility")).data[
            "eligible"
        ] or None

    await eventually(look, "still not eligible", stage.wait_seconds)


async def _transfer(stage: Stage) -> dict[str, Any]:
    await stage.upload("residence_permit")
    return {
        "reason": "residence",
        "to_authority_id": _TARGET,
        "proof_ids": [stage.files["residence_permit"]],
        "details": {
            "kind": "residence",
            "address": "石家庄市长安区中山东路1号",
            "moved_on": "2026-09-01",
        },
    }


async def _change(stage: Stage) -> dict[str, Any]:
    """Return a change of the basic section that a reviewer must decide."""
    basic = (await stage.client.record())["basic"]
    photos = {kind: basic[f"{kind}_id"] for kind in ("photo", "id_portrait", "id_reverse")}
    data = forms.basic(photos) | {"household_region": "310115"}
    return {"section": "basic", "action": "modify", "data": data}


async def _credit(stage: Stage) -> dict[str, Any]:
    await stage.upload("credit_proof")
    return {
        "year": 2026,
        "kind": "conference",
        "title": "全国会计学术年会",
        "achieved_on": "2026-05-18",
        "quantity": 2,
        "proof_ids": [stage.files["credit_proof"]],
    }


_MAKERS = {TRANSFER: _transfer, CHANGE: _change, CREDIT: _credit}
