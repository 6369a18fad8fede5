"""Make the snapshot that the next version is upgraded from, out of the running native stack.

    ./ausm down --erase && ./ausm up -d
    PYTHONPATH=tests:tests/upgrade .ausm/venv/bin/python tests/upgrade/make_snapshot.py

Nobody in it is real. `docs/development.md` says when it is due.
"""

import asyncio
import subprocess
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import demo.scenario
import snapshot
from chassis.testing.waiting import wait_until
from demo import forms
from demo.phases import draft, real_name, registration
from demo.scenario import Scenario, eventually, picture_of
from demo.story import ScenarioClients
from demo.transport import new_key
from native.layout import REPOSITORY, STATE_DIR
from native.stack import Stack
from support.databases import ServiceDatabases
from support.scenarios import Scenarios

# Names that earlier versions indexed as they were printed.
SEPARATED, PRINTED = "阿依古丽·托合提", "José Álvarez"
_SECONDS = 60


async def play(scenarios: Scenarios) -> dict[str, Any]:
    """Bring people as far as there are stages, and return who they are."""
    clients = scenarios.clients
    outcome = await clients.run_story(clients.person(), await clients.reviewers())
    if outcome.error:
        raise outcome.error
    changing, moving = await scenarios.approved(), await scenarios.approved()
    return {
        "decided": asdict(outcome.person) | {"facts": outcome.facts},
        "changing": _described(changing, case=await ask_for_change(changing)),
        "moving": _described(moving, case=await ask_for_transfer(moving)),
        "waiting": await waiting(scenarios),
        "unverified": await unverified(scenarios),
        "drafting": _described(await scenarios.filled_in("taiwan_permit")),
    }


async def waiting(scenarios: Scenarios) -> dict[str, Any]:
    """Return somebody with a name as printed whose collection waits for its review."""
    scenario = await _registered(scenarios, "passport", PRINTED)
    await scenarios.verify(scenario)
    await scenarios.fill_in(scenario)
    await draft.submit(scenario)
    return _described(scenario, case=scenario.facts["collection_case"])


async def unverified(scenarios: Scenarios) -> dict[str, Any]:
    """Return somebody with a separator in the name whose identity waits for its review."""
    scenario = await _registered(scenarios, "resident_id", SEPARATED)
    await real_name.submit(scenario)
    return _described(scenario, case=scenario.facts["real_name_case"])


async def _registered(scenarios: Scenarios, id_type: str, name: str) -> Scenario:
    scenario = await scenarios.newcomer(id_type)
    scenario.person = replace(scenario.person, name=name)
    await registration.register(scenario)
    await registration.log_in(scenario)
    return scenario


async def ask_for_change(scenario: Scenario) -> str:
    """Ask for a change that is reviewed, and return its id."""
    await scenario.upload("level_certificate", "degree_certificate")
    data = forms.education(scenario.files) | {"level": "14", "degree": "3"}
    data |= {"start_month": "2012-09", "end_month": "2015-06"}
    body = {"section": "education", "action": "add", "target_id": None, "data": data}

    async def ask() -> str | None:
        if not (await scenario.client.record())["version"]:
            return None
        made = await scenario.client.call("POST", "/me/changes", json=body, key=new_key())
        return str(made.data["change_id"])

    return await eventually(ask, "no change", _SECONDS)


async def ask_for_transfer(scenario: Scenario) -> str:
    """Ask for a transfer, and return its id."""
    await scenario.upload("residence_permit")
    details = {
        "kind": "residence",
        "address": "石家庄市长安区中山东路1号",
        "moved_on": "2026-09-01",
    }
    body = {"reason": "residence", "to_authority_id": "au-130102", "details": details}
    body["proof_ids"] = [scenario.files["residence_permit"]]

    async def ask() -> str | None:
        found = (await scenario.client.call("GET", "/me/transfers/eligibility")).data
        if not found["eligible"]:
            return None
        made = await scenario.client.call("POST", "/me/transfers", json=body, key=new_key())
        return str(made.data["transfer_id"])

    return await eventually(ask, "no transfer", _SECONDS)


def _described(scenario: Scenario, case: str | None = None) -> dict[str, Any]:
    return asdict(scenario.person) | {
        "facts": scenario.facts,
        "files": scenario.files,
        "case": case,
    }


async def make(stack: Stack, path: Path) -> None:
    """Play the people and write the snapshot once every event is handled."""
    demo.scenario.picture_of = _picture_of
    clients = ScenarioClients(stack.url)
    try:
        people = await play(Scenarios(clients))
        people["staff"] = await clients.new_client().personas()
    finally:
        await clients.close()
    await asyncio.to_thread(_come_to_rest, stack)
    people["commit"] = _commit()
    snapshot.write(stack, people, path)


def _picture_of(kind: str, owner: str) -> bytes:
    """Return one page for all documents but certificates: it lies in the snapshot once."""
    return picture_of(kind if kind == "photo" or kind.startswith("id_") else "document", owner)


def _come_to_rest(stack: Stack) -> None:
    """Wait for every event, and for an anchor of the audit log: one is written every minute."""
    ServiceDatabases(stack).wait_until_handled(_SECONDS)
    wait_until(lambda: snapshot.has_anchor(stack), 3 * _SECONDS)


def _commit() -> str:
    command = ["git", "rev-parse", "HEAD"]
    done = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    asyncio.run(make(Stack(STATE_DIR), snapshot.FILE))
    print(f"{snapshot.FILE}: {snapshot.FILE.stat().st_size} bytes")
