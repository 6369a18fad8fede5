"""R6.1, R6.6 over HTTP: from an installation without staff to a decided case; suspension at once."""

import asyncio
import os
import re
import subprocess
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from demo.client import AusmClient
from demo.phases import draft, real_name
from demo.scenario import Reviewer, Scenario, eventually, refusal
from demo.transport import Problem, new_key
from native.programs import python_program
from native.stack import Stack
from support.databases import ServiceDatabases
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

PASSWORD = "Ledger-Office#2026"
COUNTY = "au-110108"


async def administrators(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the operator's command against the stack."""
    command = python_program("-m", "identity.administrators", *arguments)
    environment = {**os.environ, **stack.env("identity"), "AUSM_METRICS_PORT": "0"}
    return await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, text=True, check=False
    )


async def come_in(client: AusmClient, username: str, token: str) -> dict[str, Any]:
    """Set the password by a link, log in, and bind an authenticator app."""
    body = {"token": token, "password": PASSWORD, "password_confirmation": PASSWORD}
    done = (await client.call("POST", "/staff/activations", json=body)).data
    assert done["username"] == username
    return await client.log_in_staff(username, PASSWORD)


async def invite(admin: AusmClient, username: str, **post: Any) -> dict[str, Any]:
    """Invite a member of staff; the answer has the link."""
    body = {"username": username, "name": "钱新人", "authority_id": COUNTY, **post}
    return (await admin.call("POST", "/admin/staff", json=body, key=new_key())).data


async def found_zone(admin: AusmClient) -> dict[str, Any]:
    """Add an authority below Beijing's."""
    body = {
        "authority_id": f"au-zone-{time.time_ns()}",
        "name": "北京市海淀新区财政局",
        "short_name": "海淀新区",
        "parent_id": "au-110000",
        "level": "county",
        "kind": "development_zone",
        "is_leaf_selectable": True,
    }
    return (await admin.call("POST", "/admin/authorities", json=body, key=new_key())).data


async def act(admin: AusmClient, staff_id: str, name: str) -> dict[str, Any]:
    """Do something with an account."""
    answer = await admin.call("POST", f"/admin/staff/{staff_id}/{name}", key=new_key())
    return answer.data


@pytest.fixture
async def admin(stack: Stack, scenarios: Scenarios) -> AsyncIterator[AusmClient]:
    """The first administrator of an installation that has no demo staff to administer it."""
    databases, name = ServiceDatabases(stack), f"first_{time.time_ns()}"
    databases.write(
        "identity", "UPDATE staff SET active = false WHERE 'platform_admin' = ANY(roles)"
    )
    client = scenarios.clients.new_client()
    try:
        made = await administrators(stack, "create", name, "吴首任")
        assert made.returncode == 0, made.stderr
        token = re.search(r"^token: (\S+)$", made.stdout, re.MULTILINE)
        assert token
        session = await come_in(client, name, token[1])
        assert session["staff"]["roles"] == ["platform_admin"]
        refused = await administrators(stack, "create", "another_one", "吴次任")
        assert refused.returncode == 1
        yield client
    finally:
        await client.close()
        databases.write(
            "identity",
            "UPDATE staff SET active = (username = 'platform_admin')"
            " WHERE 'platform_admin' = ANY(roles)",
        )


async def submitted_to(scenarios: Scenarios, authority_id: str) -> Scenario:
    """Return somebody whose collection waits for review by an authority."""
    scenario = await scenarios.filled_in()
    saved = await scenario.client.save_section("authority", {"authority_id": authority_id})
    scenario.facts["version"] = saved["version"]
    await draft.submit(scenario)
    return scenario


async def test_R6_6_an_installation_is_operated_from_nothing(
    admin: AusmClient, scenarios: Scenarios
) -> None:
    local = scenarios.clients.new_client()
    reviewer = scenarios.clients.new_client()
    zone = await found_zone(admin)
    name = f"admin_{time.time_ns()}"
    made = await invite(admin, name, authority_id="au-110000", roles=["authority_admin"])
    await come_in(local, name, made["link"]["token"])
    name = f"reviewer_{time.time_ns()}"
    made = await invite(local, name, roles=["reviewer"], authority_id=zone["authority_id"])
    session = await come_in(reviewer, name, made["link"]["token"])
    assert session["recovery_codes"]
    scenario = await submitted_to(scenarios, zone["authority_id"])
    case_id = scenario.facts["collection_case"]
    problem = await refusal(reviewer.act("collection", case_id, "claim"), "claimed undeclared")
    assert problem.code == "casework.interests_undeclared"
    await reviewer.declare_interests()
    who = Reviewer(reviewer, zone["authority_id"], zone["name"], zone["path"])
    detail = await real_name.find_and_claim(who, "collection", case_id)
    await reviewer.act("collection", case_id, "approve", {}, detail["version"])

    async def recorded() -> int | None:
        return (await scenario.client.record())["version"] or None

    assert await eventually(recorded, "no record", scenario.wait_seconds)
    for client in (local, reviewer):
        await client.close()


async def test_R6_1_a_suspended_member_is_out_within_seconds(
    admin: AusmClient, scenarios: Scenarios
) -> None:
    staff, name = scenarios.clients.new_client(), f"leaver_{time.time_ns()}"
    made = await invite(admin, name, roles=["reviewer"])
    await come_in(staff, name, made["link"]["token"])
    assert (await staff.staff_me())["username"] == name
    started = time.monotonic()
    await act(admin, made["staff_id"], "suspend")

    async def shut_out() -> int | None:
        try:
            await staff.staff_me()
        except Problem as problem:
            # Not expired: the access token is in date for ten more minutes.
            return problem.status if problem.code == "gateway.session_ended" else None
        return None

    assert await eventually(shut_out, "still in", 10)
    assert time.monotonic() - started < 10
    await act(admin, made["staff_id"], "reinstate")
    link = (await act(admin, made["staff_id"], "reset-password"))["link"]
    problem = await refusal(staff.log_in_staff(name, PASSWORD), "let in by a void password")
    assert problem.code == "identity.login_failed"
    await act(admin, made["staff_id"], "reset-totp")
    assert len((await come_in(staff, name, link["token"]))["recovery_codes"]) == 10
    await staff.close()
