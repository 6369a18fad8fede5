"""Transfers to the county of the second province, for tests that need one."""

from typing import Any

from demo.phases import real_name
from demo.scenario import Reviewer, Scenario, eventually
from demo.transport import new_key

from support.scenarios import Scenarios

HOME, TARGET = "au-110108", "au-130102"


async def eligible(scenario: Scenario) -> dict[str, Any]:
    """Return the eligibility once nothing stands in the way."""

    async def probe() -> dict[str, Any] | None:
        found = (await scenario.client.call("GET", "/me/transfers/eligibility")).data
        return found if found["eligible"] else None

    return await eventually(probe, "still not eligible", scenario.wait_seconds)


async def body_of(scenario: Scenario, target: str = TARGET) -> dict[str, Any]:
    """Upload a proof and return an application."""
    await scenario.upload("residence_permit")
    details = {
        "kind": "residence",
        "address": "石家庄市长安区中山东路1号",
        "moved_on": "2026-09-01",
    }
    return {
        "reason": "residence",
        "to_authority_id": target,
        "proof_ids": [scenario.files["residence_permit"]],
        "details": details,
    }


async def submit(scenario: Scenario, target: str = TARGET) -> dict[str, Any]:
    """Ask for a transfer to the first reviewer's province."""
    await eligible(scenario)
    body = await body_of(scenario, target)
    return (await scenario.client.call("POST", "/me/transfers", json=body, key=new_key())).data


async def authority_of(scenario: Scenario) -> str:
    """Return the authority to which the person belongs."""
    authority_id: str = (await scenario.client.me())["authority"]["authority_id"]
    return authority_id


async def moved(scenario: Scenario, target: str = TARGET) -> bool | None:
    """Tell whether the record has arrived."""
    return await authority_of(scenario) == target or None


async def approve(target: Reviewer, transfer_id: str) -> None:
    """Let the target take the person in."""
    detail = await real_name.find_and_claim(target, "transfer", transfer_id)
    await target.client.act("transfer", transfer_id, "approve", {}, detail["version"])


async def transferred(scenarios: Scenarios, scenario: Scenario, target: str = TARGET) -> str:
    """Take the person to another authority and return the transfer's id."""
    transfer_id: str = (await submit(scenario, target))["transfer_id"]
    await approve(await scenarios.clients.reviewer_of(target), transfer_id)
    await eventually(lambda: moved(scenario, target), "the record has not moved", 30)
    return transfer_id
