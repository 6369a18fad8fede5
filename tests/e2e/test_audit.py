"""R6.4 over HTTP: the person sees who looked; auditors search and check; all others are refused."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from demo.client import AusmClient
from demo.scenario import WAIT_SECONDS, Scenario, eventually
from demo.story import ScenarioClients
from demo.transport import Problem
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

LOG, AUDIT, CHECK = "/me/access-log", "/staff/audit", "/staff/audit/verification"


class Staff:
    """Demo staff by their logins, each logged in once."""

    def __init__(self, clients: ScenarioClients) -> None:
        self._clients = clients
        self._logged_in: dict[str, AusmClient] = {}

    async def __call__(self, login: str) -> AusmClient:
        if login not in self._logged_in:
            self._logged_in[login] = await self._clients.staff(login)
        return self._logged_in[login]

    async def close(self) -> None:
        for client in self._logged_in.values():
            await client.close()


@pytest.fixture
async def staff(clients: ScenarioClients) -> AsyncIterator[Staff]:
    made = Staff(clients)
    yield made
    await made.close()


async def get(client: AusmClient, path: str, **query: Any) -> dict[str, Any]:
    return (await client.call("GET", path, params=query)).data


async def logged(
    scenario: Scenario, action: str, kind: str | None = None, **query: Any
) -> dict[str, Any]:
    """Return the newest entry of an action (about one kind of case) once the person has it."""

    async def probe() -> dict[str, Any] | None:
        items = (await get(scenario.client, LOG, limit=100, **query))["items"]
        found = (item for item in items if item["action"] == action)
        return next((item for item in found if kind in (None, item["case_kind"])), None)

    return await eventually(probe, f"{action} is not in the log", scenario.wait_seconds)


async def test_R6_4_person_sees_who_accessed_and_who_decided(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    decided = await logged(scenario, "case_approve", "collection")
    assert (decided["case_kind"], decided["action_text"]) == ("collection", "审核通过")
    me = await scenario.county.client.staff_me()
    name = me["name"]
    assert decided["actor"] == {
        "masked_name": name[0] + "*" * (len(name) - 2) + name[-1],
        "role": "审核员",
        "authority": scenario.county.authority_name,
    }
    assert (await logged(scenario, "review_opened"))["case_kind_text"] in ("信息采集", "实名认证")
    record = await scenario.client.record()
    path = record["revealable"][0]
    await scenario.client.reveal([path])
    own = await logged(scenario, "record_revealed", include_own=True)
    assert (own["fields"], own["actor"], own["is_own"]) == ([path], None, True)
    shown = (await get(scenario.client, LOG, limit=100))["items"]
    assert not [item for item in shown if item["is_own"]]
    assert scenario.person.id_number not in str(shown)


async def test_R6_4_opening_a_file_is_one_access_log_entry(scenarios: Scenarios) -> None:
    scenario = await scenarios.submitted()
    photo = scenario.files["photo"]
    await scenario.client.download(photo)
    await scenario.county.client.download(photo)
    look = await logged(scenario, "attachment_opened")
    assert (look["case_kind"], look["attachment"]) == ("collection", "标准证件照片")
    items = (await get(scenario.client, LOG, limit=100, include_own=True))["items"]
    assert [item["action"] for item in items].count("attachment_opened") == 1


async def test_R6_4_auditor_follows_a_request_and_is_seen(
    scenarios: Scenarios, staff: Staff
) -> None:
    scenario = await scenarios.verified()
    person_id = (await scenario.client.me())["person_id"]
    await logged(scenario, "case_approve")
    auditor = await staff("auditor")
    found = (await get(auditor, AUDIT, person_id=person_id, action="case_approve"))["items"]
    [entry] = found
    assert entry["case_kind"] == "real_name"
    assert entry["actor"]["authority"]["authority_id"] == scenario.elsewhere.authority_id
    assert entry["client_ip"]
    same = (await get(auditor, AUDIT, request_id=entry["request_id"]))["items"]
    assert [one["entry_id"] for one in same] == [entry["entry_id"]]
    searched = await logged(scenario, "audit_searched")
    assert searched["actor"]["role"] == "审计员"


async def test_R6_4_log_ins_are_in_the_log_and_the_chain_is_whole(staff: Staff) -> None:
    auditor = await staff("auditor")
    with pytest.raises(Problem):
        await auditor.log_in_staff("hebei_reviewer", "Wrong#2026")
    items = (await get(auditor, AUDIT, action="staff_logged_in", limit=1))["items"]
    assert items[0]["actor"]["name"]

    async def failed() -> dict[str, Any] | None:
        found = (await get(auditor, AUDIT, action="staff_log_in_failed", limit=1))["items"]
        return found[0] if found else None

    assert (await eventually(failed, "no failure", WAIT_SECONDS))["actor"]["name"] == "赵冀审"
    after: int | None = 0
    while after is not None:
        report = await get(auditor, CHECK, after=after, limit=50)
        assert report["intact"], report
        after = report["next_after"]
    assert report["anchors"]["intact"]
    assert report["unprotected"] == []


async def test_R6_4_an_authority_sees_its_own_part(scenarios: Scenarios, staff: Staff) -> None:
    scenario = await scenarios.approved()
    person_id = (await scenario.client.me())["person_id"]
    await logged(scenario, "case_approve", "collection")
    admin = await staff("bj_admin")
    items = (await get(admin, AUDIT, person_id=person_id, limit=100))["items"]
    assert {item["actor"]["authority"]["authority_id"][:5] for item in items} == {"au-11"}
    everywhere = (await get(await staff("auditor"), AUDIT, person_id=person_id, limit=100))["items"]
    assert len(everywhere) > len(items)


@pytest.mark.parametrize(
    ("login", "path", "status"),
    [
        pytest.param("bj_reviewer", AUDIT, 403, id="R6.4-reviewer"),
        pytest.param("platform_admin", AUDIT, 403, id="R6.4-platform-administrator"),
        pytest.param("bj_admin", CHECK, 403, id="R6.4-administrator-does-not-check"),
        pytest.param("auditor", LOG, 403, id="R6.4-staff-has-no-access-log"),
        pytest.param(None, AUDIT, 401, id="R6.4-visitor"),
        pytest.param(None, LOG, 401, id="R6.4-visitor-access-log"),
    ],
)
async def test_others_are_refused(
    clients: ScenarioClients, staff: Staff, login: str | None, path: str, status: int
) -> None:
    client = await staff(login) if login else clients.new_client()
    with pytest.raises(Problem) as refused:
        await get(client, path)
    assert refused.value.status == status


async def test_R6_4_persons_do_not_read_the_audit_log(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    for path in (AUDIT, CHECK):
        with pytest.raises(Problem) as refused:
            await get(scenario.client, path)
        assert refused.value.status == 403


async def test_R6_4_reviewer_does_not_handle_their_own_file(
    scenarios: Scenarios, staff: Staff
) -> None:
    """Whoever declares their number cannot open their own case, and everybody else can."""
    scenario = await scenarios.submitted()
    case_id, person = scenario.facts["collection_case"], scenario.person
    own = await staff("bj_reviewer")
    answer = await own.declare_interests(id_type=person.id_type, id_number=person.id_number)
    assert answer["identity_declared"]
    for calling in (
        own.review("collection", case_id),
        own.act("collection", case_id, "claim"),
        own.call("GET", f"/attachments/{scenario.files['photo']}"),
    ):
        with pytest.raises(Problem) as refused:
            await calling
        assert (refused.value.status, refused.value.code) == (403, "casework.own_file")
    listed = await own.find_review("collection", case_id)
    assert listed is not None
    assert listed["conflict"]["code"] == "casework.own_file"
    assert (await scenario.county.client.review("collection", case_id))["conflict"] is None
