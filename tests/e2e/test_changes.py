"""Changes of the approved record over HTTP, from the form to the record and the message: R4.1–R4.3."""

from collections.abc import Callable
from typing import Any

import pytest
from demo import forms, people
from demo.phases import real_name
from demo.scenario import Scenario, eventually, refusal
from demo.transport import Problem, new_key
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

CHANGES = "/me/changes"
_ROW_IDS = ("education_id", "employment_id")
POLICY = "/admin/policies/education/school_name"
Record = dict[str, Any]


async def record_when(scenario: Scenario, holds: Callable[[Record], object]) -> Record:
    """Return the approved record as soon as something holds of it."""

    async def probe() -> Record | None:
        found = await scenario.client.record()
        return found if holds(found) else None

    return await eventually(probe, "the record stayed as it was", scenario.wait_seconds)


async def ask(
    scenario: Scenario, section: str, action: str, row: str | None = None, data: Any = None
) -> dict[str, Any]:
    """Send a change and return it."""
    body = {"section": section, "action": action, "target_id": row, "data": data}
    return (await scenario.client.call("POST", CHANGES, json=body, key=new_key())).data


async def ask_if_free(scenario: Scenario, row: str) -> dict[str, Any] | None:
    """Ask to delete an education; None while collection does not know yet that it is free again."""
    try:
        return await ask(scenario, "education", "delete", row)
    except Problem as problem:
        if problem.code != "collection.case_blocked":
            raise
        return None


async def approve(scenario: Scenario, change_id: str) -> None:
    """Let the person's authority approve a change."""
    detail = await real_name.find_and_claim(scenario.county, "change", change_id)
    await scenario.county.client.act("change", change_id, "approve", {}, detail["version"])


async def later_education(scenario: Scenario, start: str = "2012-09") -> dict[str, Any]:
    """Return a master's degree with new files, from a month on to that of 2015-06."""
    await scenario.upload("level_certificate", "degree_certificate")
    data = forms.education(scenario.files) | {
        "school_name": "北京大学",
        "level": "14",
        "degree": "3",
    }
    return data | {"start_month": start, "end_month": "2015-06"}


def named(record: Record, school: str) -> dict[str, Any] | None:
    """Return the education at a school."""
    found = [row for row in record["educations"] if row["school_name"] == school]
    return found[0] if found else None


async def test_R4_1_1_nothing_is_changed_before_collection_is_approved(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.submitted()
    data = forms.basic(scenario.files) | {"email": "early@example.org"}
    refused = await refusal(ask(scenario, "basic", "modify", data=data), "took a change too early")
    assert (refused.status, refused.code) == (409, "collection.not_approved")


async def test_R4_1_2_the_record_is_masked_until_it_is_asked_for_in_full(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.approved()
    record = await record_when(scenario, lambda found: found["version"])
    number = scenario.person.id_number
    assert number not in str(record)
    assert "person.id_number" in record["revealable"]
    shown = await scenario.client.reveal(["person.id_number"])
    assert shown["values"] == {"person.id_number": number}
    assert shown["revealed_at"]


async def test_R4_1_2_the_record_as_it_is_answered_is_no_change(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    record = await record_when(scenario, lambda found: found["version"])
    assert "*" in record["basic"]["postal_address"]
    sent = [("basic", None, record["basic"])]
    for rows, section in (("educations", "education"), ("employments", "employment")):
        sent += [(section, row[f"{section}_id"], as_form(row)) for row in record[rows]]
    for section, row_id, data in sent:
        refused = await refusal(
            ask(scenario, section, "modify", row_id, data), "took an answer for a change"
        )
        assert [one["code"] for one in refused.errors] == ["changes.nothing_changed"]
    assert await scenario.client.record() == record
    assert (await scenario.client.call("GET", CHANGES)).rows == []


def as_form(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of an answer as its form sends it."""
    named = ("kind", "attachment_id")
    files = [{name: one[name] for name in named} for one in row["attachments"]]
    return {name: one for name, one in row.items() if name not in _ROW_IDS} | {"attachments": files}


async def test_R4_2_1_a_row_is_added_changed_and_deleted(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    added = await ask(scenario, "education", "add", data=await later_education(scenario))
    assert (added["review_mode"], added["before"]) == ("manual", None)
    assert named(await scenario.client.record(), "北京大学") is None
    await approve(scenario, added["change_id"])
    record = await record_when(scenario, lambda found: named(found, "北京大学"))
    row = named(record, "北京大学")
    data = await later_education(scenario) | {"major": "审计学"}
    changed = await ask(scenario, "education", "modify", row["education_id"], data)
    red = [one["label"] for one in changed["fields"] if one["changed"]]
    assert red == ["所学专业", "学历证明", "学位证明"]
    await approve(scenario, changed["change_id"])
    await record_when(scenario, lambda found: named(found, "北京大学")["major"] == "审计学")
    deleted = await ask(scenario, "education", "delete", row["education_id"])
    assert (deleted["action_name"], deleted["after"]) == ("变更删除", None)
    await approve(scenario, deleted["change_id"])
    await record_when(scenario, lambda found: named(found, "北京大学") is None)
    assert (await scenario.message("case_approved", count=4))["kind"] == "case_approved"


async def test_R4_2_1_new_periods_do_not_overlap_those_of_the_record(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    await record_when(scenario, lambda found: found["version"])
    data = await later_education(scenario, start="2011-09")
    refused = await refusal(
        ask(scenario, "education", "add", data=data), "took overlapping periods"
    )
    assert refused.status == 422
    assert refused.fields == {"data.start_month"}
    uscc = people.make_uscc(scenario.rng, forms.EMPLOYER_COUNTY)
    await scenario.upload("employment_proof")
    job = forms.earlier_employment(scenario.files, uscc)
    job |= {"start_month": "2014-01", "end_month": "2015-01"}
    refused = await refusal(
        ask(scenario, "employment", "add", data=job), "took overlapping periods"
    )
    assert refused.fields == {"data.start_month"}
    assert (await scenario.client.call("GET", CHANGES)).rows == []


async def test_R4_3_1_a_change_shows_both_sides_with_their_files(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    record = await record_when(scenario, lambda found: found["version"])
    [row] = [one for one in record["employments"] if one["has_accounting_experience"]]
    await scenario.upload("uscc_certificate", "employment_proof", "appointment_proof")
    data = forms.employment(scenario.files, people.make_uscc(scenario.rng, forms.EMPLOYER_COUNTY))
    data["accounting_experiences"] = data["accounting_experiences"][1:]
    made = await ask(scenario, "employment", "modify", row["employment_id"], data)
    shown = (await scenario.client.call("GET", f"{CHANGES}/{made['change_id']}")).data
    [posts] = [one for one in shown["fields"] if one["field"] == "accounting_experiences"]
    assert [one["change"] for one in posts["rows"]] == ["removed"]
    old = {one["attachment_id"] for one in shown["files_before"]}
    new = {one["attachment_id"] for one in shown["files_after"]}
    assert len(old) == len(new) == 3
    assert not old & new
    for file_id in old | new:
        assert await scenario.client.download(file_id)
        assert await scenario.county.client.download(file_id)
    for section, count in (("employment", 1), ("education", 0), ("basic", 0)):
        listed = await scenario.client.call("GET", CHANGES, params={"section": section})
        assert len(listed.rows) == count, section


async def test_R4_3_2_the_administrator_decides_what_is_reviewed(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    record = await record_when(scenario, lambda found: found["version"])
    row = named(record, "中央财经大学")
    client = await scenarios.staff("platform_admin")
    await client.call("PUT", POLICY, json={"review_mode": "automatic", "note": "校名规范化"})
    try:
        data = {name: row[name] for name in forms.education(files_of(row)) if name in row}
        data |= {"school_name": "中央财经大学（北京）"}
        data |= {"attachments": forms.education(files_of(row))["attachments"]}
        data |= await full_numbers(scenario, row)
        made = await ask(scenario, "education", "modify", row["education_id"], data)
        assert (made["review_mode_name"], made["status_name"]) == ("自动审核", "审核通过")
        await record_when(scenario, lambda found: named(found, "中央财经大学（北京）"))
    finally:
        await client.call("PUT", POLICY, json={"review_mode": "manual", "note": None})
        await client.close()


async def test_R4_3_3_one_pending_change_an_object_until_it_is_withdrawn(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.approved()
    await record_when(scenario, lambda found: found["version"])
    first = await ask(scenario, "education", "add", data=await later_education(scenario))
    record = await scenario.client.record()
    row = named(record, "中央财经大学")["education_id"]
    one = await ask(scenario, "education", "delete", row)
    refused = await refusal(ask(scenario, "education", "delete", row), "took a second change")
    assert refused.status == 409
    assert [blocker["code"] for blocker in refused.body["blockers"]] == [
        "collection.object_has_open_change"
    ]
    withdrawn = await scenario.client.call("POST", f"{CHANGES}/{one['change_id']}/withdraw")
    assert withdrawn.data["status_name"] == "已撤回"
    again = await eventually(
        lambda: ask_if_free(scenario, row), "the object is still held", scenario.wait_seconds
    )
    await real_name.find_and_claim(scenario.county, "change", again["change_id"])
    path = f"{CHANGES}/{again['change_id']}/withdraw"
    late = await refusal(scenario.client.call("POST", path), "withdrew what a reviewer holds")
    assert late.status == 409
    assert (await scenario.client.call("GET", f"{CHANGES}/{first['change_id']}")).data[
        "available_actions"
    ] == ["withdraw"]


def files_of(row: dict[str, Any]) -> dict[str, str]:
    """Return the attachments of a row of the record by kind."""
    return {one["kind"]: one["attachment_id"] for one in row["attachments"]}


async def full_numbers(scenario: Scenario, row: dict[str, Any]) -> dict[str, Any]:
    """Return the certificates' numbers, which the record shows in part only."""
    names = ("level_certificate_no", "degree_certificate_no")
    paths = {name: f"educations.{row['education_id']}.{name}" for name in names}
    values = (await scenario.client.reveal(list(paths.values())))["values"]
    return {name: values[path] for name, path in paths.items()}
