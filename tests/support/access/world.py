"""Everybody who asks: staff of every role around one authority, and persons."""

import asyncio
from dataclasses import dataclass

from demo.client import AusmClient
from demo.phases import draft
from demo.scenario import Scenario, eventually
from native.stack import Stack
from sqlalchemy import text

from support.access.matrix import (
    NOBODY,
    OTHER_PERSON,
    PERSON,
    PLATFORM,
    RELATIONS,
    ROLES,
)
from support.access.questions import Names
from support.databases import ServiceDatabases
from support.lost_phones import apply
from support.people_of_a_record import decide, with_one_case_of_each_kind
from support.scenarios import Scenarios
from support.transfers import approve, moved, submit

OWN, BELOW, BESIDE, ABOVE, TARGET = "au-130100", "au-130102", "au-130200", "au-130000", "au-110108"
AUTHORITIES = dict(zip(RELATIONS, (OWN, BELOW, BESIDE, ABOVE, TARGET), strict=True))
# The demo's reviewer of the authority in the middle; the others are made like them.
MODEL = "shijiazhuang_reviewer"
NOTICE = {
    "kind": "maintenance",
    "title": "系统维护",
    "text": "今晚暂停服务。",
    "audience": "everyone",
    "starts_at": "2026-01-01T00:00:00+08:00",
    "ends_at": "2026-12-31T00:00:00+08:00",
}
_LIKE_THE_MODEL = """
INSERT INTO staff SELECT (jsonb_populate_record(model, jsonb_build_object(
  'staff_id', gen_random_uuid(), 'username', CAST(:login AS text),
  'authority_id', CAST(:authority_id AS text), 'roles', jsonb_build_array(CAST(:role AS text))
))).* FROM staff AS model WHERE username = :model ON CONFLICT (username) DO NOTHING
"""
_DOCUMENT = {"consent_kind": "privacy", "version": "2026-11"}


@dataclass
class World:
    """The person whom everything is about, a client of each actor, and what things are called."""

    scenario: Scenario
    actors: dict[str, AusmClient]
    names: Names
    cases: dict[str, str]
    files: dict[str, str]

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return what nobody learns who may not see the person."""
        person = self.scenario.person
        return person.name, person.id_number, person.phone

    def names_of(self, about: str) -> Names:
        """Return what the parameters of paths are filled with, for a kind of case or of file."""
        kind = about if about in self.cases else "change"
        files = self.files.get(about, self.files["photo"])
        return {**self.names, "kind": kind, "case_id": self.cases[kind], "attachment_id": files}


async def make_world(stack: Stack, scenarios: Scenarios) -> World:
    """Decide a case of each kind for one person, ask for a transfer, and log everybody in."""
    scenario, other, staff = await asyncio.gather(
        _at_own(scenarios), scenarios.filled_in(), _staff(stack, scenarios)
    )
    person = await with_one_case_of_each_kind(scenarios, scenario)
    person.cases["transfer"] = (await submit(scenario, TARGET))["transfer_id"]
    person.files["residence_permit"] = scenario.files["residence_permit"]
    await scenario.upload("residence_permit")
    person.files["staged"] = scenario.files["residence_permit"]
    lost = await apply(scenario, scenarios)
    own = await scenarios.clients.reviewer_of(OWN)
    await decide(own, "phone_recovery", lost.recovery_id)
    clients = {PERSON: scenario.client, OTHER_PERSON: other.client, **staff}
    actors = {NOBODY: scenarios.clients.new_client(), **clients}
    names = {
        "person_id": person.person_id,
        "change_id": person.cases["change"],
        "application_id": person.cases["credit"],
        "entry_id": person.cases["reward_penalty"],
        "transfer_id": person.cases["transfer"],
        "recovery_id": lost.recovery_id,
        "phone_change_id": lost.recovery_id,
        **await _things_of(scenarios, scenario),
        **await _things_of_the_platform(scenarios, actors),
    }
    return World(scenario, actors, names, person.cases, person.files)


async def transfer(scenarios: Scenarios, world: World) -> None:
    """Let the target take the person in, and wait until access has moved everywhere."""
    target = await scenarios.clients.reviewer_of(TARGET)
    await approve(target, world.cases["transfer"])
    await eventually(lambda: moved(world.scenario, TARGET), "the record has not moved", 30)

    async def arrived() -> bool | None:
        found = [
            await target.client.find_review(kind, case, status="all")
            for kind, case in world.cases.items()
        ]
        return (all(found) and await _is_logged(world)) or None

    await eventually(arrived, "the target does not see every case", 30)


async def _is_logged(world: World) -> bool:
    """Tell whether the approval of the transfer is in the audit log."""
    params = {"person_id": world.names["person_id"], "action": "case_approve"}
    auditor = world.actors["auditor target"]
    return bool((await auditor.call("GET", "/staff/audit", params=params)).rows)


async def _at_own(scenarios: Scenarios) -> Scenario:
    """Return somebody approved by the authority in the middle: one above, one below it."""
    scenario = await scenarios.registered()
    scenario.facts["certify_id"] = (await scenario.client.start_alipay())["certify_id"]
    own = await scenarios.clients.reviewer_of(OWN)
    scenario.elsewhere = scenario.county = own
    scenario.province = await scenarios.clients.reviewer_of(ABOVE)
    await scenarios.verify(scenario)
    await scenarios.fill_in(scenario)
    chosen = await scenario.client.save_section("authority", {"authority_id": OWN})
    scenario.facts["version"] = chosen["version"]
    await draft.submit(scenario)
    await decide(own, "collection", scenario.facts["collection_case"])
    return scenario


async def _things_of(scenarios: Scenarios, scenario: Scenario) -> Names:
    """Return what the person has beside cases."""
    message = await scenario.message("case_approved")
    collection = await scenario.client.collection()
    elsewhere = scenarios.clients.new_client()
    await elsewhere.log_in(scenario.person.phone, scenario.person.password)
    session = next(one for one in await elsewhere.sessions() if one["current"])
    await elsewhere.close()
    proof = {"password": scenario.person.password}
    export = (await scenario.client.call("POST", "/me/exports", json=proof)).data
    return {
        "export_id": export["export_id"],
        "message_id": message["message_id"],
        "education_id": collection["educations"][0]["education_id"],
        "employment_id": collection["employments"][0]["employment_id"],
        "session_id": session["session_id"],
        "certify_id": scenario.facts["certify_id"],
    }


async def _things_of_the_platform(scenarios: Scenarios, actors: dict[str, AusmClient]) -> Names:
    """Return what does not belong to the person."""
    nobody, administrator = actors[NOBODY], actors[PLATFORM[0]]
    captcha = await nobody.call("POST", "/captchas", json={"kind": "proof_of_work"})
    code = await nobody.request_sms_code(scenarios.clients.person().phone)
    notice = await administrator.call("POST", "/admin/notices", json=NOTICE)
    [article, *_] = (await administrator.call("GET", "/admin/help-articles")).rows
    return {
        **_DOCUMENT,
        "authority_id": OWN,
        "section": "basic",
        "field": "email",
        "staff_id": (await actors["reviewer own"].staff_me())["staff_id"],
        "captcha_id": captcha.data["captcha_id"],
        "delivery_id": code.data["delivery_id"],
        "notice_id": notice.data["notice_id"],
        "uscc": "91110108MA01KPGK0L",
        "article_id": article["article_id"],
        "slug": article["slug"],
        "template_id": "case_approved",
        "provider": "sandbox",
    }


async def _staff(stack: Stack, scenarios: Scenarios) -> dict[str, AusmClient]:
    places = {
        f"{role} {relation}": {"role": role, "authority_id": authority_id}
        for role in ROLES
        for relation, authority_id in AUTHORITIES.items()
    }
    logins = {name: f"matrix_{name.replace(' ', '_')}" for name in places}
    with ServiceDatabases(stack).open("identity") as connection:
        rows = [{**place, "login": logins[name]} for name, place in places.items()]
        connection.execute(text(_LIKE_THE_MODEL), [{**row, "model": MODEL} for row in rows])
        connection.commit()
    found = {name: scenarios.clients.new_client() for name in places}
    personas = {one["login"]: one for one in await found["reviewer own"].personas()}
    for name, login in logins.items():
        # Made like the model, with its second factor too.
        found[name].totp_secret = personas[MODEL]["totp_secret"]
        await found[name].log_in_staff(login, personas[MODEL]["password"])
    for name, login in zip(PLATFORM, ("platform_admin", "auditor"), strict=True):
        found[name] = await scenarios.staff(login)
    return found
