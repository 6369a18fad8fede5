"""Changes of the record by their person: at once or by review, before and after, withdrawal."""

import json

import pytest
from contracts.context import CallContext
from contracts.errors import (
    Conflict,
    NotFound,
    PreconditionFailed,
    ServiceError,
    Unauthenticated,
    ValidationFailed,
)
from contracts.schemas.changes import ChangeAnswer, ChangeList


def codes(caught):
    return [(one["field"], one["code"]) for one in caught.value.details["errors"]]


def test_R4_3_2_low_risk_fields_take_effect_at_once(world, person):
    answer = person.change_basic(email="new@example.com")
    assert ChangeAnswer().validate(answer) == {}
    shown = [answer[name] for name in ("review_mode_name", "status_name", "action_name")]
    assert shown == ["自动审核", "审核通过", "变更"]
    assert answer["origin_name"] == "本人申请"
    [(event_type, data)] = world.told()
    assert (event_type, data["mode"], data["base_version"]) == ("change_approved", "automatic", 3)
    assert "new@example.com" not in json.dumps(data)
    world.deliver()
    assert person.record["basic"]["email"] == "new@example.com"
    assert world.arbiter.holds == {}


def test_R4_3_2_one_manual_field_makes_the_whole_change_manual(world, person):
    answer = person.change_basic(email="new@example.com", residence_region="110108")
    assert (answer["review_mode"], answer["status"]) == ("manual", "submitted")
    world.deliver()
    assert person.record["basic"]["email"] == "zhang@example.com"


@pytest.mark.parametrize("action", ["add", "delete"])
def test_R4_3_2_rows_that_come_or_go_are_reviewed(world, person, action):
    data = person.education("2010-09", "2012-07", school_name="清华大学", attachments=[])
    answer = person.change_education(action, data=data if action == "add" else None)
    assert (answer["review_mode"], answer["status"]) == ("manual", "submitted")
    assert (answer["before"] is None) is (action == "add")
    assert (answer["after"] is None) is (action == "delete")
    changed = {row["field"] for row in answer["fields"] if row["changed"]}
    assert {"school_name", "level", "start_month"} <= changed


def test_R4_3_1_before_and_after_show_what_differs_with_old_and_new_files(world, person):
    new_id = person.stage("level_certificate")
    attached = [{"kind": "level_certificate", "attachment_id": new_id}]
    data = person.education(major="审计学", attachments=attached)
    answer = person.change_education(data=data)
    assert ChangeAnswer().validate(answer) == {}
    changed = [(row["label"], row["before"], row["after"]) for row in answer["diff"]]
    assert changed == [("所学专业", "会计学", "审计学"), ("学历证明", "level-1", new_id)]
    assert [one["attachment_id"] for one in answer["files_before"]] == ["level-1"]
    assert [one["attachment_id"] for one in answer["files_after"]] == [new_id]
    unchanged = next(row for row in answer["fields"] if row["field"] == "school_name")
    assert (unchanged["changed"], unchanged["before"]) == (False, "北京大学")


def test_R4_1_2_values_are_masked_until_a_recorded_look(world, person):
    answer = person.change_basic(postal_address="北京市朝阳区建国路2号")
    assert "建国路2号" not in json.dumps(answer, ensure_ascii=False)
    assert [row["field"] for row in answer["diff"]] == ["postal_address"]
    full = person.call("reveal_change", change_id=answer["change_id"])
    assert ChangeAnswer().validate(full) == {}
    assert full["after"]["postal_address"] == "北京市朝阳区建国路2号"
    [look] = world.log("change_revealed")
    assert (look["case_id"], look["actor_id"]) == (answer["change_id"], person.person_id)


def test_R4_3_1_list_is_by_page_newest_first(world, person):
    first = person.change_basic(email="a@example.com")["change_id"]
    world.deliver()
    second = person.change_basic(email="b@example.com")["change_id"]
    education = person.change_education()["change_id"]
    page = person.call("list_changes", section="basic", limit=1)
    assert ChangeList().validate(page) == {}
    assert [one["change_id"] for one in page["items"]] == [second]
    rest = person.call("list_changes", section="basic", cursor=page["next_cursor"])
    assert [one["change_id"] for one in rest["items"]] == [first]
    everything = person.call("list_changes")["items"]
    assert [one["change_id"] for one in everything] == [education, second, first]
    assert world.person().call("list_changes")["items"] == []


def test_R4_3_3_one_pending_change_an_object(world, person):
    person.change_education()
    with pytest.raises(Conflict) as caught:
        person.change_education("delete")
    assert caught.value.code == "collection.case_blocked"
    assert caught.value.details["blockers"][0]["link"] == "/changes"
    assert len(person.call("list_changes")["items"]) == 1


def test_R4_3_3_stale_version_is_refused_with_the_present_one(world, person):
    person.change_basic(email="a@example.com", expected_version=3)
    world.deliver()
    with pytest.raises(PreconditionFailed) as caught:
        person.change_basic(email="b@example.com", expected_version=3)
    assert caught.value.details["current_version"] == 4
    assert person.change_basic(email="b@example.com", expected_version=4)["status"] == "approved"


def test_R4_3_3_a_change_between_check_and_hold_is_seen(world, person):
    """The object moved after the check: what the person saw is not what they would replace."""
    record, arbiter_opens = person.record, world.arbiter.open

    def opens_after_another_change(*asked):
        record.update(basic={**record["basic"], "email": "other@example.com"}, version=4)
        return arbiter_opens(*asked)

    world.arbiter.open = opens_after_another_change
    with pytest.raises(PreconditionFailed):
        person.change_basic(residence_region="110108")
    assert world.told() == []
    assert world.arbiter.holds == {}, "nobody waits for a leave that was not used"


def test_R4_3_3_withdrawn_while_unclaimed_and_not_after(world, person):
    reviewer = world.staff()
    change_id = person.change_education()["change_id"]
    reviewer.on("change", change_id, "claim")
    with pytest.raises(Conflict) as caught:
        person.call("withdraw_change", change_id=change_id)
    assert caught.value.code == "casework.being_reviewed"
    reviewer.on("change", change_id, "release")
    answer = person.call("withdraw_change", change_id=change_id)
    assert (answer["status"], answer["available_actions"]) == ("withdrawn", [])
    assert person.call("withdraw_change", change_id=change_id)["status"] == "withdrawn"
    world.deliver()
    assert world.arbiter.holds == {}
    with pytest.raises(Conflict):
        reviewer.on("change", change_id, "approve")
    assert person.change_education()["status"] == "submitted"


def test_R4_3_3_what_took_effect_cannot_be_withdrawn(person):
    change_id = person.change_basic(email="a@example.com")["change_id"]
    with pytest.raises(Conflict) as caught:
        person.call("withdraw_change", change_id=change_id)
    assert caught.value.code == "changes.already_in_effect"


def test_R8_2_a_repeated_command_opens_one_case(world, person):
    first = person.change_basic(residence_region="110108", key="k1")
    again = person.change_basic(residence_region="110108", key="k1")
    assert again["change_id"] == first["change_id"]
    assert len(world.told()) == len(world.arbiter.holds) == 1
    body = {"section": "basic", "action": "modify", "data": person.basic()}
    with pytest.raises(ServiceError) as caught:
        person.call("submit_change", body=body, key="k1", request_hash="other")
    assert caught.value.code in ("changes.nothing_changed", "common.validation_failed")


def test_R4_1_1_only_an_approved_record_is_changed(world):
    stranger = world.person(approved=False)
    body = {"section": "basic", "action": "modify", "data": stranger.basic()}
    with pytest.raises(Conflict) as caught:
        stranger.call("submit_change", body=body)
    assert caught.value.code == "collection.not_approved"


def test_R4_3_3_a_hold_that_is_about_to_lapse_is_not_used(world, person):
    world.arbiter.hold_seconds = 20
    with pytest.raises(Conflict) as caught:
        person.change_education()
    assert caught.value.code == "changes.hold_expired"
    assert world.told() == []
    assert person.call("list_changes")["items"] == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            {"section": "basic", "action": "add", "data": {}},
            ("action", "changes.basic_is_modified_only"),
            id="R4.1.3-basic-is-modified-only",
        ),
        pytest.param(
            {"section": "education", "action": "modify", "data": {}},
            ("target_id", "changes.target_required"),
            id="R4.2.1-which-row",
        ),
        pytest.param(
            {"section": "education", "action": "add", "target_id": "x", "data": {}},
            ("target_id", "changes.target_not_expected"),
            id="R4.2.1-no-row-yet",
        ),
        pytest.param(
            {"section": "education", "action": "delete", "target_id": "x", "data": {}},
            ("data", "changes.data_not_expected"),
            id="R4.2.1-nothing-to-fill-in",
        ),
        pytest.param(
            {"section": "education", "action": "modify", "target_id": "x"},
            ("data", "changes.data_required"),
            id="R4.2.1-nothing-filled-in",
        ),
        pytest.param(
            {"section": "photo", "action": "modify"},
            ("section", "common.invalid_choice"),
            id="R4.1.2-three-pages",
        ),
    ],
)
def test_form_is_refused(person, body, expected):
    with pytest.raises(ValidationFailed) as caught:
        person.call("submit_change", body=body)
    assert expected in codes(caught)


def test_R4_2_1_rules_of_the_section_are_collections_at_their_place_in_the_form(person):
    data = person.education("2008-09", "2010-07", attachments=[])
    with pytest.raises(ValidationFailed) as caught:
        person.change_education("add", data=data)
    assert codes(caught) == [("data.start_month", "collection.education_overlap")]


def test_R4_2_1_the_same_again_is_no_change(world, person):
    with pytest.raises(ValidationFailed) as caught:
        person.change_education(data=person.education())
    assert codes(caught) == [("data", "changes.nothing_changed")]
    assert world.arbiter.holds == {}


@pytest.mark.parametrize("kind", ["degree_certificate", None])
def test_R4_3_1_a_file_of_another_kind_or_person_is_refused(world, person, kind):
    file_id = person.stage(kind) if kind else world.person().stage("level_certificate")
    attached = [{"kind": "level_certificate", "attachment_id": file_id}]
    with pytest.raises(ValidationFailed) as caught:
        person.change_education(data=person.education(attachments=attached))
    code = "attachment.kind_mismatch" if kind else "attachment.not_found"
    assert codes(caught) == [("data.attachments[0].attachment_id", code)]
    assert world.arbiter.holds == {}


def test_R4_1_2_nobody_else_reads_a_change(world, person):
    change_id = person.change_education()["change_id"]
    for method in ("get_change", "reveal_change", "withdraw_change"):
        with pytest.raises(NotFound):
            world.person().call(method, change_id=change_id)
    with pytest.raises(Unauthenticated):
        world.client.call("list_changes", context=CallContext())


def test_R8_4_what_a_change_says_rests_sealed(world, person):
    person.change_basic(email="secret@example.com")
    [row] = world.rows("SELECT before, after FROM changes")
    assert "example.com" not in row["before"] + row["after"]
