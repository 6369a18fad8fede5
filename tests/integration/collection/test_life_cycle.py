"""The whole way of a collection: fill in, submit, be returned, mend, be approved."""

import pytest
from contracts.errors import Conflict
from contracts.schemas.by_kind import CollectionReview
from contracts.schemas.collection import (
    CollectionAnswer,
    CollectionReviewData,
    CollectionStatus,
    Record,
)
from contracts.schemas.reviews import ReviewDetail


def codes(entries):
    return [(entry["field"], entry["code"]) for entry in entries]


def test_R3_1_1_a_person_who_has_not_begun(person):
    answer = person.collection()
    assert not CollectionAnswer().validate(answer)
    assert (answer["status"], answer["version"], answer["review"]) == ("not_started", 0, None)
    assert answer["available_actions"] == ["edit"]
    assert answer["person"]["masked_name"] == "𬸚*丰"
    assert ("scope", "collection.required") in codes(answer["missing"])
    assert person.call("get_status") == {
        "collection_status": "not_started",
        "authority": None,
        "submitted_at": None,
        "version": 0,
        "record_version": 0,
        "authority_path": None,
        "open_kinds": [],
    }


def test_R3_5_1_fill_in_submit_and_be_approved(scenario, person, published_events):
    filled = person.fill()
    assert not CollectionAnswer().validate(filled)
    assert (filled["missing"], filled["status"]) == ([], "draft")
    assert filled["employments"][0]["employer_type"] == "enterprise"

    answer = person.submit()
    assert not CollectionAnswer().validate(answer)
    assert answer["status"] == "submitted"
    assert answer["available_actions"] == ["withdraw"]
    review = answer["review"]
    assert review["queue_position"] == 1
    assert review["expected_at"]
    assert review["authority"] == {"authority_id": "au-110108", "name": "北京市海淀区财政局"}
    published_events.wait_for("collection_submitted")

    case_id, reviewer = review["case_id"], scenario.reviewer()
    reviewer.decide(case_id, "approve_review", body={"note": "材料齐全"})
    assert person.collection()["status"] == "approved"
    record = person.call("get_record")
    assert not Record().validate(record)
    [event] = published_events.wait_for("collection_approved")
    assert event["data"]["person_id"] == person.person_id
    status = person.call("get_status")
    assert not CollectionStatus().validate(status)
    assert status["collection_status"] == "approved"


def test_R3_6_1_reasons_are_given_by_item_and_only_those_block(scenario, submitted):
    reviewer = scenario.reviewer()
    detail = reviewer.on(submitted.case_id, "get_review")
    assert not ReviewDetail().validate(detail)
    assert not CollectionReview().validate(detail)
    items = {entry["item"] for entry in detail["items"]}
    education_id = submitted.collection()["educations"][0]["education_id"]
    assert {"basic.photo", f"educations.{education_id}", "authority"} <= items

    reasons = [
        {"item": "basic.photo", "code": "photo_unclear"},
        {"item": f"educations.{education_id}", "code": "other", "note": "缺第二页"},
    ]
    reviewer.decide(submitted.case_id, "return_review", body={"reasons": reasons})
    returned = submitted.collection()
    assert returned["status"] == "returned"
    assert [one["item"] for one in returned["review"]["reasons"]] == [
        "basic.photo",
        f"educations.{education_id}",
    ]
    assert codes(returned["missing"]) == [
        ("basic.photo_id", "collection.returned_item_unchanged"),
        ("educations[0]", "collection.returned_item_unchanged"),
    ]
    assert returned["available_actions"] == ["edit", "submit"]


def test_R3_6_1_the_person_sees_what_has_happened(scenario, submitted):
    reasons = [{"item": "basic.photo", "code": "photo_unclear"}]
    scenario.reviewer().decide(submitted.case_id, "return_review", body={"reasons": reasons})
    returned = submitted.collection()
    assert not CollectionAnswer().validate(returned)
    history = returned["review"]["history"]
    assert [step["action"] for step in history] == ["submit", "claim", "return"]
    assert history[-1]["reasons"] == returned["review"]["reasons"]


def test_R6_3_the_second_round_shows_what_changed(scenario, submitted):
    reviewer = scenario.reviewer()
    reasons = [{"item": "basic.photo", "code": "photo_unclear"}]
    reviewer.decide(submitted.case_id, "return_review", body={"reasons": reasons})
    draft = submitted.collection()
    basic = {**draft["basic"], "photo_id": submitted.stage("photo")}
    assert submitted.call("save_basic", body=basic)["missing"] == []
    again = submitted.submit()
    assert (again["status"], again["review"]["round"]) == ("submitted", 2)

    data = reviewer.on(submitted.case_id, "get_review")["data"]
    assert not CollectionReviewData().validate(data)
    assert data["previous_round"] == 1
    assert [(one["field"], one["before"], one["after"]) for one in data["diff"]] == [
        ("photo_id", draft["basic"]["photo_id"], basic["photo_id"])
    ]
    old = reviewer.call("open_attachment", attachment_id=draft["basic"]["photo_id"])
    assert scenario.store.get(old["bucket"], old["key"]) == b"jpeg"

    reviewer.decide(submitted.case_id, "approve_review")
    assert submitted.collection()["review"]["reasons"] == []
    [record] = scenario.rows("SELECT * FROM records")
    assert (record["returned_round"], record["returned_reasons"]) == (None, [])


def test_R6_3_the_reviewer_sees_what_was_submitted_and_the_access_is_recorded(scenario, submitted):
    data = scenario.reviewer().on(submitted.case_id, "get_review")["data"]
    assert data["person"]["id_number"] == "11010519491231002X"
    assert data["person"]["name"] == "𬸚三丰"
    assert data["diff"] == []
    assert data["previous_round"] is None
    [look] = scenario.audit_entries("review_opened")
    assert (look["actor_id"], look["person_id"]) == ("staff-au-110108", submitted.person_id)


def test_R3_6_2_withdraw_edit_and_submit_again(submitted):
    answer = submitted.call("withdraw_collection")
    assert (answer["status"], answer["review"]["state"]) == ("draft", "withdrawn")
    assert submitted.call("withdraw_collection")["status"] == "draft"
    submitted.call("save_basic", body={**answer["basic"], "email": None})
    assert submitted.submit()["review"]["round"] == 2


def test_R3_6_2_reasons_outlive_a_withdrawal(scenario, submitted):
    reasons = [{"item": "basic.details", "code": "other", "note": "地址不全"}]
    scenario.reviewer().decide(submitted.case_id, "return_review", body={"reasons": reasons})
    basic = submitted.collection()["basic"]
    submitted.call("save_basic", body={**basic, "postal_address": "北京市海淀区成府路2号"})
    submitted.submit()
    answer = submitted.call("withdraw_collection")
    assert answer["review"]["reasons"][0]["note"] == "地址不全"
    undone = submitted.call("save_basic", body=basic)
    assert codes(undone["missing"]) == [("basic", "collection.returned_item_unchanged")]


@pytest.mark.parametrize("claimed", [False, True])
def test_R3_6_2_nothing_is_edited_while_it_is_reviewed(scenario, submitted, claimed):
    if claimed:
        scenario.reviewer().on(submitted.case_id, "claim_review")
    with pytest.raises(Conflict) as refused:
        submitted.call("save_scope", body={"scope": "exam_candidate"})
    assert refused.value.code == "collection.not_editable"


def test_R4_1_1_after_the_approval_only_changes_are_possible(scenario, submitted):
    scenario.reviewer().decide(submitted.case_id, "approve_review")
    for method, kwargs in (
        ("save_scope", {"body": {"scope": "exam_candidate"}}),
        ("submit_collection", {"body": {"commitment": True}}),
    ):
        with pytest.raises(Conflict) as refused:
            submitted.call(method, **kwargs)
        assert refused.value.code == "collection.already_approved"
    with pytest.raises(Conflict) as refused:
        submitted.call("withdraw_collection")
    assert refused.value.code == "collection.nothing_to_withdraw"
