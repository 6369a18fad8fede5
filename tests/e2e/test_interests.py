"""R6.4 over HTTP: declared before anything is claimed, entered by administrators, binding for thirty days."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from demo.client import AusmClient
from demo.scenario import Scenario, refusal
from demo.transport import new_key
from native.stack import Stack
from support.databases import ServiceDatabases
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

KIND = "collection"


@pytest.fixture
async def admin(scenarios: Scenarios) -> AsyncIterator[AusmClient]:
    client = await scenarios.staff("bj_admin")
    yield client
    await client.close()


async def staff_named(admin: AusmClient, username: str, **query: Any) -> dict[str, Any] | None:
    answer = await admin.call("GET", "/admin/staff/interests", params={"limit": 100, **query})
    return next((one for one in answer.rows if one["username"] == username), None)


async def enter(
    admin: AusmClient, staff_id: str, *usccs: str, version: int | str | None = None
) -> dict[str, Any]:
    path, body = f"/admin/staff/{staff_id}/interests", {"employer_usccs": usccs}
    return (await admin.call("PUT", path, json=body, key=new_key(), version=version)).data


async def present_employer(scenario: Scenario) -> str:
    rows = (await scenario.client.collection())["employments"]
    return str(next(row["uscc"] for row in rows if row["end_month"] is None))


async def test_R6_4_an_employer_entered_by_the_administrator_binds_after_its_withdrawal(
    scenarios: Scenarios, admin: AusmClient
) -> None:
    scenario = await scenarios.submitted()
    case_id, uscc = scenario.facts["collection_case"], await present_employer(scenario)
    county = scenario.county.client
    listed = await staff_named(admin, (await county.staff_me())["username"])
    assert listed is not None
    staff_id = listed["staff_id"]
    read = await admin.call("GET", f"/admin/staff/{staff_id}/interests")
    tag = read.headers["etag"]
    await enter(admin, staff_id, uscc, version=tag)
    stale = await refusal(enter(admin, staff_id, version=tag), "an older declaration replaced")
    assert stale.status == 412
    for code in ("casework.own_employer", "casework.former_employer"):
        problem = await refusal(county.act(KIND, case_id, "claim"), "claimed a colleague's case")
        assert (problem.status, problem.code) == (403, code)
        row = await county.find_review(KIND, case_id)
        assert row is not None
        assert (row["conflict"]["code"], row["available_actions"]) == (code, [])
        me = await county.declare_interests()
    assert [one["uscc"] for one in me["withdrawn_employers"]] == [uscc]


async def test_R6_4_staff_of_before_an_upgrade_declare_before_their_next_claim(
    scenarios: Scenarios, admin: AusmClient, stack: Stack
) -> None:
    """What they have claimed goes on; an empty declaration is enough for the next."""
    claimed, waiting = await scenarios.submitted(), await scenarios.submitted()
    county, first = claimed.county.client, claimed.facts["collection_case"]
    await county.act(KIND, first, "claim")
    username = (await county.staff_me())["username"]
    ServiceDatabases(stack).write(
        "identity",
        f"UPDATE staff SET interests_declared_at = NULL WHERE username = '{username}'",
    )
    assert await staff_named(admin, username, declared="false") is not None
    case_id = waiting.facts["collection_case"]
    problem = await refusal(county.act(KIND, case_id, "claim"), "claimed without declaration")
    assert (problem.status, problem.code) == (403, "casework.interests_undeclared")
    assert problem.body["declare_at"] == "/api/v1/staff/me/interests"
    assert "回避申报" in problem.body["detail"]
    version = (await county.review(KIND, first))["version"]
    await county.act(KIND, first, "approve", {}, version)
    me = await county.declare_interests()
    assert (me["employer_usccs"], bool(me["interests_declared_at"])) == ([], True)
    await county.act(KIND, case_id, "claim")
    assert await staff_named(admin, username, declared="false") is None


@pytest.mark.parametrize(
    ("login", "status"),
    [
        pytest.param("bj_reviewer", 403, id="R6.4-reviewer"),
        pytest.param("auditor", 403, id="R6.4-auditor"),
        pytest.param("bj_admin", 404, id="R6.4-administrator-elsewhere"),
    ],
)
async def test_declarations_are_read_and_entered_by_their_administrators_only(
    scenarios: Scenarios, login: str, status: int
) -> None:
    everybody = await scenarios.staff("platform_admin")
    hebei = await staff_named(everybody, "hebei_reviewer")
    assert hebei is not None
    client = await scenarios.staff(login)
    path = f"/admin/staff/{hebei['staff_id']}/interests"
    for calling in (client.call("GET", path), enter(client, hebei["staff_id"])):
        assert (await refusal(calling, "open to strangers")).status == status
    for one in (everybody, client):
        await one.close()
