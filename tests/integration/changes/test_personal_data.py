"""R8.4: what changes hands out of one person, and of nobody else."""

import json

from contracts.context import CallContext

SERVICE = CallContext(actor_kind="service", actor_id="identity")


def part(scenario, person_id, name):
    asked = {"person_id": person_id, "part": name}
    return scenario.client.call("list_personal_data", context=SERVICE, **asked)["items"]


def test_R8_4_changes_credits_and_entries_in_full(scenario, person):
    person.change_basic(email="new@example.com")
    credit = person.credit()
    staff = scenario.staff()
    staff.record(person.person_id)
    [change] = part(scenario, person.person_id, "changes")
    assert "new@example.com" in json.dumps(change)
    assert "available_actions" not in change
    [application] = part(scenario, person.person_id, "credits")
    assert application["application_id"] == credit["application_id"]
    [entry] = part(scenario, person.person_id, "rewards_penalties")
    assert entry["title"] == "先进会计工作者"
    assert [one["action"] for one in part(scenario, person.person_id, "credit_steps")] == ["submit"]
    assert part(scenario, person.person_id, "reward_penalty_steps")[0]["actor"] == "会计管理部门"
    found = scenario.client.call(
        "list_personal_files", context=SERVICE, person_id=person.person_id
    )["items"]
    assert found
    assert {one["bucket"] for one in found} == {"changes"}


def test_R8_4_nobody_elses(scenario, person):
    person.change_basic(email="new@example.com")
    person.credit()
    other = scenario.person()
    for name in ("changes", "change_steps", "credits", "credit_steps", "rewards_penalties"):
        assert part(scenario, other.person_id, name) == []
