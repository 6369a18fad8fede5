"""Changes of the record by their person: at once or by review, before and after, withdrawal."""

import json
from functools import partial

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


def test_R4_3_2_low_risk_fields_take_effect_at_once(scenario, person):
    answer = person.change_basic(email="new@example.com")
    assert ChangeAnswer().validate(answer) == {}
    shown = [answer[name] for name in ("review_mode_name", "status_name", "action_name")]
    assert shown == ["自动审核", "审核通过", "变更"]
    assert answer["decided_at"] == answer["submitted_at"]
    assert answer["record_version"] == 4
    assert answer["origin_name"] == "本人申请"
    [(event_type, data)] = scenario.published()
    assert (event_type, data["mode"], data["base_version"]) == ("change_approved", "automatic", 3)
    assert "new@example.com" not in json.dumps(data)
    scenario.deliver()
    assert person.record["basic"]["email"] == "new@example.com"
    assert scenario.collection.reservations == {}


def test_R4_3_2_one_manual_field_makes_the_whole_change_manual(scenario, person):
    answer = person.change_basic(email="new@example.com", residence_region="110108")
    assert (answer["review_mode"], answer["status"]) == ("manual", "submitted")
    scenario.deliver()
    assert person.record["basic"]["email"] == "zhang@example.com"


@pytest.mark.parametrize("action", ["add", "delete"])
def test_R4_3_2_rows_that_come_or_go_are_reviewed(scenario, person, action):
    data = person.education("2010-09", "2012-07", school_name="清华大学", attachments=[])
    answer = person.change_education(action, data=data if action == "add" else None)
    assert (answer["review_mode"], answer["status"]) == ("manual", "submitted")
    assert (answer["before"] is None) is (action == "add")
    assert (answer["after"] is None) is (action == "delete")
    changed = {row["field"] for row in answer["fields"] if row["changed"]}
    assert {"school_name", "level", "start_month"} <= changed


def test_R4_3_1_before_and_after_show_what_differs_with_old_and_new_files(scenario, person):
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


def test_R4_1_2_values_are_masked_until_a_recorded_access(scenario, person):
    answer = person.change_basic(postal_address="北京市朝阳区建国路2号")
    assert "建国路2号" not in json.dumps(answer, ensure_ascii=False)
    assert [row["field"] for row in answer["diff"]] == ["postal_address"]
    full = person.call("reveal_change", change_id=answer["change_id"])
    assert ChangeAnswer().validate(full) == {}
    assert full["after"]["postal_address"] == "北京市朝阳区建国路2号"
    [entry] = scenario.audit_entries("change_revealed")
    assert (entry["case_id"], entry["actor_id"]) == (answer["change_id"], person.person_id)


def test_R4_3_1_list_is_by_page_newest_first(scenario, person):
    first = person.change_basic(email="a@example.com")["change_id"]
    scenario.deliver()
    second = person.change_basic(email="b@example.com")["change_id"]
    education = person.change_education()["change_id"]
    page = person.call("list_changes", section="basic", limit=1)
    assert ChangeList().validate(page) == {}
    assert [one["change_id"] for one in page["items"]] == [second]
    rest = person.call("list_changes", section="basic", cursor=page["next_cursor"])
    assert [one["change_id"] for one in rest["items"]] == [first]
    everything = person.call("list_changes")["items"]
    assert [one["change_id"] for one in everything] == [education, second, first]
    assert scenario.person().call("list_changes")["items"] == []


def test_R4_3_3_one_open_change_an_object(scenario, person):
    person.change_education()
    with pytest.raises(Conflict) as caught:
        person.change_education("delete")
    assert caught.value.code == "collection.case_blocked"
    assert caught.value.details["blockers"][0]["link"] == "/changes"
    assert len(person.call("list_changes")["items"]) == 1


def test_R4_3_3_stale_version_is_refused_with_the_present_one(scenario, person):
    person.change_basic(email="a@example.com", expected_version=3)
    scenario.deliver()
    with pytest.raises(PreconditionFailed) as caught:
        person.change_basic(email="b@example.com", expected_version=3)
    assert caught.value.details["current_version"] == 4
    assert person.change_basic(email="b@example.com", expected_version=4)["status"] == "approved"


def test_R4_3_3_a_change_between_check_and_reservation_is_noticed(scenario, person):
    """The object moved after the check: what the person saw is not what they would replace."""
    record, collection_reserves = person.record, scenario.collection.reserve

    def reserves_after_another_change(*asked):
        record.update(basic={**record["basic"], "email": "other@example.com"}, version=4)
        return collection_reserves(*asked)

    scenario.collection.reserve = reserves_after_another_change
    with pytest.raises(PreconditionFailed):
        person.change_basic(residence_region="110108")
    assert scenario.published() == []
    assert scenario.collection.reservations == {}, (
        "nobody waits for a reservation that was not used"
    )


def test_R4_3_3_withdrawn_while_unclaimed_and_not_after(scenario, person):
    reviewer = scenario.staff()
    change_id = person.change_education()["change_id"]
    reviewer.on("change", change_id, "claim")
    with pytest.raises(Conflict) as caught:
        person.call("withdraw_change", change_id=change_id)
    assert caught.value.code == "casework.being_reviewed"
    reviewer.on("change", change_id, "release")
    answer = person.call("withdraw_change", change_id=change_id)
    assert (answer["status"], answer["available_actions"]) == ("withdrawn", [])
    assert person.call("withdraw_change", change_id=change_id)["status"] == "withdrawn"
    scenario.deliver()
    assert scenario.collection.reservations == {}
    with pytest.raises(Conflict):
        reviewer.on("change", change_id, "approve")
    assert person.change_education()["status"] == "submitted"


def test_R4_3_3_what_took_effect_cannot_be_withdrawn(person):
    change_id = person.change_basic(email="a@example.com")["change_id"]
    with pytest.raises(Conflict) as caught:
        person.call("withdraw_change", change_id=change_id)
    assert caught.value.code == "changes.already_in_effect"


def test_R8_2_a_repeated_command_opens_one_case(scenario, person):
    first = person.change_basic(residence_region="110108", key="k1")
    again = person.change_basic(residence_region="110108", key="k1")
    assert again["change_id"] == first["change_id"]
    assert len(scenario.published()) == len(scenario.collection.reservations) == 1
    body = {"section": "basic", "action": "modify", "data": person.basic()}
    with pytest.raises(ServiceError) as caught:
        person.call("submit_change", body=body, key="k1", request_hash="other")
    assert caught.value.code in ("changes.nothing_changed", "common.validation_failed")


def test_R4_1_1_only_an_approved_record_is_changed(scenario):
    stranger = scenario.person(approved=False)
    body = {"section": "basic", "action": "modify", "data": stranger.basic()}
    with pytest.raises(Conflict) as caught:
        stranger.call("submit_change", body=body)
    assert caught.value.code == "collection.not_approved"


def test_R4_3_3_a_reservation_about_to_expire_is_not_used(scenario, person):
    scenario.collection.reservation_seconds = 20
    with pytest.raises(Conflict) as caught:
        person.change_education()
    assert caught.value.code == "changes.hold_expired"
    assert scenario.published() == []
    assert person.call("list_changes")["items"] == []


def test_R4_3_3_no_refused_application_keeps_its_reservation(scenario, person):
    scenario.collection.reservation_seconds = 20
    entry = partial(scenario.staff().record, person.person_id)
    for submit in (person.change_education, person.credit, entry):
        with pytest.raises(Conflict) as caught:
            submit()
        assert caught.value.code == "changes.hold_expired"
        assert scenario.collection.reservations == {}


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


def test_R4_2_1_collections_violations_are_reported_by_path(person):
    data = person.education("2008-09", "2010-07", attachments=[])
    with pytest.raises(ValidationFailed) as caught:
        person.change_education("add", data=data)
    assert codes(caught) == [("data.start_month", "collection.education_overlap")]


def test_R4_2_1_the_same_again_is_no_change(scenario, person):
    with pytest.raises(ValidationFailed) as caught:
        person.change_education(data=person.education())
    assert codes(caught) == [("data", "changes.nothing_changed")]
    assert scenario.collection.reservations == {}


@pytest.mark.parametrize("kind", ["degree_certificate", None])
def test_R4_3_1_a_file_of_another_kind_or_person_is_refused(scenario, person, kind):
    file_id = person.stage(kind) if kind else scenario.person().stage("level_certificate")
    attached = [{"kind": "level_certificate", "attachment_id": file_id}]
    with pytest.raises(ValidationFailed) as caught:
        person.change_education(data=person.education(attachments=attached))
    code = "attachment.kind_mismatch" if kind else "attachment.not_found"
    assert codes(caught) == [("data.attachments[0].attachment_id", code)]
    assert scenario.collection.reservations == {}


def test_R4_1_2_nobody_else_reads_a_change(scenario, person):
    change_id = person.change_education()["change_id"]
    for method in ("get_change", "reveal_change", "withdraw_change"):
        with pytest.raises(NotFound):
            scenario.person().call(method, change_id=change_id)
    with pytest.raises(Unauthenticated):
        scenario.client.call("list_changes", context=CallContext())


def test_R8_4_values_are_stored_encrypted(scenario, person):
    person.change_basic(email="secret@example.com")
    [row] = scenario.rows("SELECT before, after FROM changes")
    assert "example.com" not in row["before"] + row["after"]
