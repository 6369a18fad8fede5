"""R8.4: what collection hands out of one person, and of nobody else."""

import pytest
from contracts.context import CallContext
from contracts.errors import Forbidden

SERVICE = CallContext(actor_kind="service", actor_id="identity")


def part(scenario, person, name):
    found, cursor = [], None
    while True:
        page = scenario.client.call(
            "list_personal_data",
            context=SERVICE,
            person_id=person.person_id,
            part=name,
            cursor=cursor,
        )
        found, cursor = found + page["items"], page["next_cursor"]
        if cursor is None:
            return found


def files(scenario, person):
    answer = scenario.client.call(
        "list_personal_files", context=SERVICE, person_id=person.person_id
    )
    return answer["items"]


def test_R8_4_draft_submission_record_and_steps_in_full(scenario, submitted, body_text):
    scenario.reviewer().decide(submitted.case_id, "approve_review")
    [draft] = part(scenario, submitted, "draft")
    [sent] = part(scenario, submitted, "submissions")
    [version] = part(scenario, submitted, "record_versions")
    for shown in (sent, version):
        assert shown["person"]["id_number"] == "11010519491231002X"
        assert "中关村" in body_text(shown)
        assert shown["employments"]
    assert draft["educations"]
    steps = part(scenario, submitted, "collection_steps")
    assert [step["action"] for step in steps] == ["submit", "claim", "approve"]
    assert {step["actor"] for step in steps} == {"本人", "会计管理部门"}
    assert "actor_name" not in body_text(steps)


def test_R8_4_files_with_where_they_lie(scenario, submitted):
    listed = files(scenario, submitted)
    assert {one["bucket"] for one in listed} == {"collection"}
    for one in listed:
        assert len(scenario.store.get("collection", one["key"])) == one["size"]


def test_R8_4_nobody_elses(scenario, submitted):
    other = scenario.person()
    for name in ("draft", "submissions", "record_versions", "collection_steps"):
        assert part(scenario, other, name) == []
    assert files(scenario, other) == []


def test_R8_4_for_services_only(submitted):
    for method, more in (("list_personal_data", {"part": "draft"}), ("list_personal_files", {})):
        with pytest.raises(Forbidden):
            submitted.call(method, person_id=submitted.person_id, **more)
