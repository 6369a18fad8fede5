"""Somebody with a decided case of every kind, and a file of each."""

from dataclasses import dataclass
from typing import Any

from demo import forms
from demo.phases import real_name
from demo.scenario import Reviewer, Scenario
from demo.transport import new_key

from support.policies import sampling
from support.scenarios import Scenarios


@dataclass
class Person:
    """A person's numbers, cases by kind, and files by name."""

    person_id: str
    id_number: str
    phone: str
    cases: dict[str, str]
    files: dict[str, str]


async def with_one_case_of_each_kind(scenarios: Scenarios, scenario: Scenario) -> Person:
    """Decide a change, credits and an entry of somebody whose record is approved."""
    names = ("id_portrait", "photo")
    files = {name: scenario.files[name] for name in names}
    files["id_holding"] = scenario.files["id_holding"]
    me = await scenario.client.me()
    cases = {
        "real_name": scenario.facts["real_name_case"],
        "collection": scenario.facts["collection_case"],
        "change": await _changed(scenarios, scenario),
        "credit": await _credited(scenario),
        "reward_penalty": await _rewarded(scenario, me["person_id"]),
    }
    files["credit_proof"] = scenario.files["credit_proof"]
    return Person(me["person_id"], scenario.person.id_number, scenario.person.phone, cases, files)


async def decide(who: Reviewer, kind: str, case_id: str, action: str = "approve") -> None:
    """Claim a case and decide it."""
    detail = await real_name.find_and_claim(who, kind, case_id)
    await who.client.act(kind, case_id, action, {}, detail["version"])


async def _changed(scenarios: Scenarios, scenario: Scenario) -> str:
    basic = (await scenario.client.call("GET", "/me/record")).data["basic"]
    photos = {kind: basic[f"{kind}_id"] for kind in ("photo", "id_portrait", "id_reverse")}
    data = forms.basic(photos) | {"household_region": "310115"}
    body = {"section": "basic", "action": "modify", "data": data}
    made = await scenario.client.call("POST", "/me/changes", json=body, key=new_key())
    change_id: str = made.data["change_id"]
    async with sampling(scenarios, 1000):
        await decide(scenario.county, "change", change_id)
    return change_id


async def _credited(scenario: Scenario) -> str:
    await scenario.upload("credit_proof")
    body = {"year": 2026, "kind": "conference", "title": "全国会计学术年会", "quantity": 2}
    body |= {"achieved_on": "2026-05-18", "proof_ids": [scenario.files["credit_proof"]]}
    made = await scenario.client.call("POST", "/me/credit-applications", json=body, key=new_key())
    application_id: str = made.data["application_id"]
    await decide(scenario.county, "credit", application_id)
    return application_id


async def _rewarded(scenario: Scenario, person_id: str) -> str:
    body: dict[str, Any] = {"kind": "reward", "title": "先进会计工作者", "level": "省级"}
    body |= {"decided_by": "北京市财政局", "decided_on": "2026-03-12", "person_id": person_id}
    recorder = scenario.province.client
    made = await recorder.call("POST", "/staff/rewards-penalties", json=body, key=new_key())
    entry_id: str = made.data["entry_id"]
    await decide(scenario.county, "reward_penalty", entry_id)
    return entry_id
