"""R3.6.1 over HTTP: all of a person's cases in one list, and what has happened to one."""

import pytest
from demo.phases import real_name
from demo.scenario import refusal
from demo.transport import new_key
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

REASONS = [{"item": "basic.photo", "code": "photo_unclear", "note": "请重新拍摄"}]


async def test_R3_6_1_a_person_finds_every_case_in_one_list(scenarios: Scenarios) -> None:
    scenario = await scenarios.submitted()
    client, case_id = scenario.client, scenario.facts["collection_case"]
    waiting, verified = (await client.call("GET", "/me/cases")).rows
    assert (waiting["kind"], waiting["case_id"]) == ("collection", case_id)
    assert (waiting["status"], waiting["next_step"]["code"]) == ("submitted", "wait")
    assert (verified["kind"], verified["status_text"]) == ("real_name", "已完成实名认证")
    first = (await client.call("GET", "/me/cases?limit=1")).data
    rest = (await client.call("GET", f"/me/cases?limit=1&cursor={first['next_cursor']}")).data
    assert [one["kind"] for one in first["items"] + rest["items"]] == ["collection", "real_name"]
    assert (rest["next_cursor"], rest["unavailable"]) == (None, [])

    stranger = await scenarios.registered()
    call = stranger.client.call("GET", f"/me/cases/collection/{case_id}")
    assert (await refusal(call, "somebody reads another's case")).status == 404
    assert (await stranger.client.call("GET", "/me/cases")).rows == []


async def test_R3_6_1_a_person_learns_who_returned_a_case_and_why(scenarios: Scenarios) -> None:
    scenario = await scenarios.submitted()
    client, case_id = scenario.client, scenario.facts["collection_case"]
    detail = await real_name.find_and_claim(scenario.county, "collection", case_id)
    answer = {"reasons": REASONS}
    await scenario.county.client.act("collection", case_id, "return", answer, detail["version"])
    [mine] = (await client.call("GET", "/me/cases?open=true")).rows
    assert (mine["status"], mine["next_step"]["link"]) == ("returned", "/collection")
    seen = (await client.call("GET", f"/me/cases/collection/{case_id}")).data
    assert [step["by"] for step in seen["history"]] == ["person", "authority", "authority"]
    assert seen["history"][-1]["authority_name"] == scenario.county.authority_name
    assert seen["history"][-1]["reasons"][0]["note"] == "请重新拍摄"
    assert (await client.collection())["review"]["history"] == seen["history"]
    staff = await scenario.county.client.call("GET", "/staff/me")
    assert staff.data["name"] not in str(seen)
    assert staff.data["staff_id"] not in str(seen)
    done = (await client.call("GET", "/me/cases?open=false")).rows
    assert [one["kind"] for one in done] == ["real_name"]


async def test_R6_6_an_announcement_reaches_everybody_until_it_is_withdrawn(
    scenarios: Scenarios,
) -> None:
    admin = await scenarios.staff("platform_admin")
    body = {
        "kind": "maintenance",
        "title": f"系统维护 {new_key()[:8]}",
        "text": "今晚暂停服务。",
        "audience": "everyone",
        "starts_at": "2026-01-01T00:00:00+08:00",
        "ends_at": "2026-12-31T00:00:00+08:00",
    }
    made = (await admin.call("POST", "/admin/notices", json=body, key=new_key())).data
    one = f"/admin/notices/{made['notice_id']}"
    await admin.call("POST", f"{one}/publish")
    reader = scenarios.clients.new_client()
    shown = (await reader.call("GET", "/reference/notices?audience=persons")).data["items"]
    assert body["title"] in [item["title"] for item in shown]
    await admin.call("POST", f"{one}/withdraw")
    shown = (await reader.call("GET", "/reference/notices?audience=staff")).data["items"]
    assert body["title"] not in [item["title"] for item in shown]
    await reader.close()
    await admin.close()


async def test_R3_4_2_a_code_leads_to_the_authority_that_says_how_to_reach_it(
    scenarios: Scenarios,
) -> None:
    admin = await scenarios.staff("platform_admin")
    reader = scenarios.clients.new_client()
    facts = (await reader.call("GET", "/reference/usccs/91110108MA01KPGK0L")).data
    assert (facts["valid"], facts["authority"]["authority_id"]) == (True, "au-110108")
    found = (await reader.call("GET", "/reference/authorities?q=hdq&near=110108")).rows
    assert found[0]["authority_id"] == "au-110108"
    contact = {"phone": "010-12345678", "address": "北京市海淀区四季青路6号", "office_hours": None}
    path = "/admin/authorities/au-110108/contact"
    version = (await admin.call("GET", path)).data["version"]
    await admin.call("PUT", path, json=contact, version=version)
    found = (await reader.call("GET", "/reference/authorities?q=海淀区&near=110108")).rows
    assert found[0]["phone"] == "010-12345678"
    await reader.close()
    await admin.close()
