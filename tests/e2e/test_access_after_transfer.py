"""Access moves with the transfer, wholly; the former authority keeps its numbers: R5.2.2, R6.1."""

from dataclasses import dataclass
from typing import Any

import pytest
from contracts.case_kinds import CASE_KINDS
from demo.scenario import Reviewer, eventually
from demo.transport import Problem
from support.people_of_a_record import Person, with_one_case_of_each_kind
from support.scenarios import Scenarios
from support.transfers import TARGET, transferred

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Office:
    """A reviewer and what they find of one person."""

    reviewer: Reviewer
    person: Person
    name: str

    async def status(self, path: str, **options: Any) -> int:
        """Return the status of a GET."""
        try:
            return (await self.reviewer.client.call("GET", path, **options)).status
        except Problem as problem:
            return problem.status

    async def opened(self) -> dict[str, int]:
        """Return the status of opening each case and each file."""
        cases = {kind: f"/reviews/{kind}/{case}" for kind, case in self.person.cases.items()}
        files = {name: f"/attachments/{one}" for name, one in self.person.files.items()}
        return {name: await self.status(path) for name, path in {**cases, **files}.items()}

    async def listed(self) -> set[str]:
        """Return the kinds in whose lists of all cases the person's case is."""
        found = {
            kind: await self.reviewer.client.find_review(kind, case, status="all")
            for kind, case in self.person.cases.items()
        }
        return {kind for kind, row in found.items() if row}

    async def searched(self) -> set[str]:
        """Return the kinds in which the person is found, by number."""
        found = set()
        for kind in CASE_KINDS:
            for text in (self.person.id_number, self.person.phone):
                page = await self.reviewer.client.reviews(kind, q=text, status="all")
                found |= {kind for _ in page["items"]}
        return found

    async def others(self) -> set[str]:
        """Return the other lists in which the person is: second reviews, entries."""
        second = await self._rows("/reviews/second-reviews", kind="change", status="all")
        entries = await self._rows("/staff/rewards-penalties", person_id=self.person.person_id)
        mine = [row for row in second if row["case_id"] == self.person.cases["change"]]
        return {name for name, rows in (("second", mine), ("entries", entries)) if rows}

    async def _rows(self, path: str, **params: Any) -> list[dict[str, Any]]:
        return (await self.reviewer.client.call("GET", path, params=params | {"limit": 100})).rows

    async def summary(self) -> dict[str, dict[str, Any]]:
        """Return the counts by kind."""
        found = await self.reviewer.client.review_summary()
        return {row["kind"]: row for row in found["items"]}


async def test_R5_2_2_the_former_authority_opens_nothing_and_keeps_its_numbers(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.approved(by_province=True)
    person = await with_one_case_of_each_kind(scenarios, scenario)
    county, province = (
        Office(one, person, one.authority_name) for one in (scenario.county, scenario.province)
    )
    decided_by_county = set(person.cases) - {"real_name"}
    assert await county.listed() == decided_by_county
    await _has_access(province)
    before = await county.summary()
    person.cases["transfer"] = await transferred(scenarios, scenario)
    for former in (county, province):
        await _has_none(former)
    await _has_access(Office(await scenarios.clients.reviewer_of(TARGET), person, "target"))
    after = await county.summary()
    for kind in decided_by_county:
        was, decided = before[kind]["decided"], after[kind]["decided"]
        assert decided == {**was, "moved_away": was["moved_away"] + 1}
        assert after[kind]["approved"] == before[kind]["approved"] - 1


async def _has_access(office: Office) -> None:
    assert await office.listed() == set(office.person.cases)
    assert set((await office.opened()).values()) == {200}
    assert await office.searched() == set(office.person.cases)
    assert await office.others() == {"second", "entries"}


async def _has_none(office: Office) -> None:
    await eventually(lambda: _is_gone(office), f"still listed in {office.name}", 30)
    assert set((await office.opened()).values()) == {404}, office.name
    assert await office.searched() == set(), office.name
    assert await office.others() == set(), office.name


async def _is_gone(office: Office) -> bool | None:
    return not await office.listed() or None
