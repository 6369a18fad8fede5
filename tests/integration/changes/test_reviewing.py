"""Reviewing of changes, credit applications, rewards and penalties."""

import json

import pytest
from changes_fakes import BEIJING, CHAOYANG, FakeIdentity
from chassis.crypto import cipher
from contracts.context import CallContext
from contracts.errors import Conflict, Forbidden, NotFound, ValidationFailed
from contracts.schemas.by_kind import ChangeReview, CreditReview, RewardPenaltyReview
from contracts.schemas.changes import (
    ChangeReviewData,
    CreditApplicationAnswer,
    CreditApplicationList,
    CreditReviewData,
    RecordedEntry,
    RecordedEntryList,
    RewardPenaltyAnswer,
    RewardPenaltyList,
    RewardPenaltyReviewData,
)
from contracts.schemas.changes.by_section import EducationChangeData
from contracts.schemas.reviews import ReviewDetail, ReviewList

REASONS = {"reasons": [{"item": "change", "code": "other", "note": "请补充说明"}]}
SERVICE = CallContext(actor_id="collection", actor_kind="service")


def codes(caught):
    return [(one["field"], one["code"]) for one in caught.value.details["errors"]]


def test_R6_3_reviewer_sees_before_after_person_and_files(scenario, person):
    new_id = person.stage("level_certificate")
    attached = [{"kind": "level_certificate", "attachment_id": new_id}]
    data = person.education(level_certificate_no="100011200905000002", attachments=attached)
    case_id = person.change_education(data=data)["change_id"]
    detail = scenario.staff().on("change", case_id, "get")
    assert ReviewDetail().validate(detail) == {}
    assert ChangeReviewData().validate(detail["data"]) == {}
    assert ChangeReview().validate(detail) == {}
    assert EducationChangeData().validate(detail["data"]) == {}
    assert detail["data"]["person"]["id_number"] == "11010519491231002X"
    changed = [(row["field"], row["after"]) for row in detail["data"]["diff"]]
    assert changed == [
        ("level_certificate_no", "100011200905000002"),
        ("attachments.level_certificate", new_id),
    ]
    items = [one["item"] for one in detail["items"]]
    assert items == ["change", "level_certificate_no", "attachments.level_certificate"]
    [entry] = scenario.audit_entries("review_opened")
    assert (entry["actor_id"], entry["person_id"]) == ("s1", person.person_id)


def test_R4_3_1_approval_hands_the_new_values_and_files_to_the_record(scenario, person):
    new_id = person.stage("level_certificate")
    attached = [{"kind": "level_certificate", "attachment_id": new_id}]
    case_id = person.change_education(data=person.education(attachments=attached))["change_id"]
    scenario.staff().decide("change", case_id, "approve")
    event_type, data = scenario.published()[-1]
    assert (event_type, data["mode"]) == ("change_approved", "manual")
    content = json.loads(cipher().open(data["after_sealed"], "change"))
    [file] = content["new_files"]
    assert (file["attachment_id"], content["bucket"]) == (new_id, "changes")
    assert scenario.store.get("changes", file["key"]) == b"jpeg"
    scenario.deliver()
    stored = person.record["education"][person.education_id]
    assert stored["attachments"] == {"level_certificate": new_id}


def test_R4_3_1_a_return_says_why_and_closes_the_change(scenario, person):
    case_id = person.change_education()["change_id"]
    scenario.staff().decide("change", case_id, "return", body=REASONS)
    shown = person.call("get_change", change_id=case_id)
    assert (shown["status"], shown["available_actions"]) == ("returned", [])
    assert shown["review"]["reasons"][0]["note"] == "请补充说明"
    scenario.deliver()
    assert person.record["education"][person.education_id]["major"] == "会计学"
    assert person.change_education()["status"] == "submitted"


def test_R4_3_1_a_file_of_a_returned_change_serves_the_next(scenario, person):
    new_id = person.stage("level_certificate")
    attached = [{"kind": "level_certificate", "attachment_id": new_id}]
    data = person.education(attachments=attached)
    case_id = person.change_education(data=data)["change_id"]
    scenario.staff().decide("change", case_id, "return", body=REASONS)
    scenario.deliver()
    assert person.change_education(data=data)["status"] == "submitted"


@pytest.mark.parametrize(("authority_id", "found"), [(BEIJING, True), (CHAOYANG, False)])
def test_R6_1_files_and_cases_are_for_the_authority_and_those_above(
    scenario, person, authority_id, found
):
    new_id = person.stage("level_certificate")
    attached = [{"kind": "level_certificate", "attachment_id": new_id}]
    case_id = person.change_education(data=person.education(attachments=attached))["change_id"]
    staff = scenario.staff("s2", authority_id)
    listed = staff.call("list_reviews", kind="change")
    assert ReviewList().validate(listed) == {}
    assert [one["case_id"] for one in listed["items"]] == [case_id] * found
    if found:
        assert staff.call("open_attachment", attachment_id=new_id)["bucket"].endswith("changes")
        assert person.call("open_attachment", attachment_id=new_id)["size"] == 4
    else:
        for asker in (staff, scenario.person()):
            with pytest.raises(NotFound):
                asker.call("open_attachment", attachment_id=new_id)


def test_R4_4_1_credits_are_computed_and_granted(scenario, person):
    answer = person.credit()
    assert CreditApplicationAnswer().validate(answer) == {}
    assert (answer["computed_credits"], answer["granted_credits"]) == (20, None)
    detail = scenario.staff().on("credit", answer["application_id"], "get")
    assert CreditReviewData().validate(detail["data"]) == {}
    assert CreditReview().validate(detail) == {}
    assert len(detail["data"]["proofs"]) == 1
    scenario.staff().decide("credit", answer["application_id"], "approve")
    assert scenario.published()[-1][1]["granted_credits"] == 20
    listed = person.call("list_credit_applications", year=2026)
    assert CreditApplicationList().validate(listed) == {}
    assert listed["totals"] == [{"year": 2026, "credits": 20, "complete": False}]
    assert person.call("list_credit_applications", year=2025)["items"] == []


def test_R4_4_1_a_reviewer_may_grant_other_credits_and_says_why(scenario, person):
    case_id = person.credit(kind="exam", quantity=2)["application_id"]
    reviewer = scenario.staff()
    with pytest.raises(ValidationFailed) as caught:
        reviewer.decide("credit", case_id, "approve", body={"credits": 90})
    assert codes(caught) == [("note", "changes.adjustment_note_required")]
    body = {"credits": 90, "note": "其中一科未通过"}
    reviewer.on("credit", case_id, "approve", body=body)
    reviewer.on("credit", case_id, "approve", body={"credits": 10, "note": "再来一次"})
    shown = person.call("get_credit_application", application_id=case_id)
    assert (shown["status"], shown["granted_credits"]) == ("approved", 90)
    totals = person.call("list_credit_applications")["totals"]
    assert totals == [{"year": 2026, "credits": 90, "complete": True}]


def test_R4_4_1_an_application_is_withdrawn_while_unclaimed(scenario, person):
    case_id = person.credit()["application_id"]
    answer = person.call("withdraw_credit_application", application_id=case_id)
    assert answer["status"] == "withdrawn"
    with pytest.raises(NotFound):
        scenario.person().call("withdraw_credit_application", application_id=case_id)
    with pytest.raises(NotFound):
        scenario.person().call("get_credit_application", application_id=case_id)


def test_R4_4_1_an_application_needs_proofs_of_its_kind(person):
    with pytest.raises(ValidationFailed) as caught:
        person.credit(proof_ids=[], quantity=None)
    assert {field for field, _ in codes(caught)} == {"proof_ids", "quantity"}
    proof = person.stage("credit_proof")
    with pytest.raises(ValidationFailed) as caught:
        person.credit(proof_ids=[proof, proof])
    assert codes(caught) == [("proof_ids[1]", "changes.proof_twice")]
    with pytest.raises(ValidationFailed) as caught:
        person.credit(proof_ids=[person.stage("photo")])
    assert codes(caught) == [("proof_ids[0]", "attachment.kind_mismatch")]


def test_R4_4_1_an_entry_is_reviewed_by_other_staff(scenario, person):
    recorder, other = scenario.staff("s1"), scenario.staff("s2")
    entry = recorder.record(person.person_id)
    assert RecordedEntry().validate(entry) == {}
    case_id = entry["entry_id"]
    detail = recorder.on("reward_penalty", case_id, "get")
    assert RewardPenaltyReviewData().validate(detail["data"]) == {}
    assert RewardPenaltyReview().validate(detail) == {}
    assert detail["available_actions"] == []
    with pytest.raises(Forbidden) as caught:
        recorder.on("reward_penalty", case_id, "claim")
    assert caught.value.code == "casework.own_record"
    other.decide("reward_penalty", case_id, "approve")
    assert scenario.published()[-1][0] == "reward_penalty_approved"
    mine = person.call("list_rewards_penalties")
    assert RewardPenaltyList().validate(mine) == {}
    assert [(one["title"], one["status"]) for one in mine["items"]] == [
        ("先进会计工作者", "approved")
    ]
    assert detail["history"][0]["actor_name"] == "审核员s1"


def test_R4_4_1_a_returned_entry_is_not_listed(scenario, person):
    entry_id = scenario.staff("s1").record(person.person_id)["entry_id"]
    reasons = {"reasons": [{"item": "person", "code": "other", "note": "不是本人"}]}
    scenario.staff("s2").decide("reward_penalty", entry_id, "return", body=reasons)
    assert person.call("list_rewards_penalties")["items"] == []
    returned = person.call("list_rewards_penalties", status="returned")
    assert [one["entry_id"] for one in returned["items"]] == [entry_id]
    listed = scenario.staff("s1").call(
        "list_recorded_rewards_penalties", person_id=person.person_id
    )
    assert RecordedEntryList().validate(listed) == {}
    assert listed["items"][0]["reasons"][0]["note"] == "不是本人"
    elsewhere = scenario.staff("s3", CHAOYANG).call("list_recorded_rewards_penalties")
    assert elsewhere["items"] == []


def test_R4_4_1_a_returned_entry_shows_its_reasons(scenario, person):
    entry_id = scenario.staff("s1").record(person.person_id)["entry_id"]
    waiting = person.call("get_reward_penalty", entry_id=entry_id)
    assert RewardPenaltyAnswer().validate(waiting) == {}
    assert (waiting["status"], waiting["review"]["reasons"]) == ("submitted", [])
    assert waiting["review"]["queue_position"] == 1
    reasons = [
        {"item": "person", "code": "other", "note": "不是本人"},
        {"item": "decision", "code": "other", "note": "文号有误"},
    ]
    body = {"reasons": reasons, "note": "请核对后重新登记"}
    scenario.staff("s2").decide("reward_penalty", entry_id, "return", body=body)
    shown = person.call("get_reward_penalty", entry_id=entry_id)
    assert RewardPenaltyAnswer().validate(shown) == {}
    assert (shown["status"], shown["review"]["note"]) == ("returned", "请核对后重新登记")
    returned = shown["review"]["reasons"]
    assert [(one["item_label"], one["text"][:2], one["note"]) for one in returned] == [
        ("登记对象", "其他", "不是本人"),
        ("名称、依据、日期和决定机关", "其他", "文号有误"),
    ]
    event_type, data = scenario.published()[-1]
    assert (event_type, data["reasons"]) == ("reward_penalty_returned", returned)
    assert "recorded_by_name" not in shown
    with pytest.raises(NotFound) as refused:
        scenario.person().call("get_reward_penalty", entry_id=entry_id)
    assert refused.value.code == "changes.entry_not_found"


def test_R4_4_1_only_of_people_of_the_authority_and_not_of_oneself(scenario, person):
    for asked, staff in (
        (person.person_id, scenario.staff("s1", CHAOYANG)),
        (scenario.person(approved=False).person_id, scenario.staff()),
        ("00000000-0000-4000-8000-000000000000", scenario.staff()),
    ):
        with pytest.raises(NotFound) as caught:
            staff.record(asked)
        assert caught.value.code == "changes.person_not_found"
    FakeIdentity.staff_files = {"s1": person.person_id}
    with pytest.raises(Forbidden) as refused:
        scenario.staff().record(person.person_id)
    assert refused.value.code == "changes.own_entry"
    with pytest.raises(Forbidden):
        scenario.staff(roles=("auditor",)).record(person.person_id)
    assert scenario.collection.reservations == {}


def test_R4_3_3_collection_can_ask_for_the_state_of_each_case(scenario, person):
    manual = person.change_education()["change_id"]
    automatic = person.change_basic(email="a@example.com")["change_id"]
    credit = person.credit()["application_id"]
    entry = scenario.staff("s1").record(person.person_id)["entry_id"]
    scenario.staff("s2").on("credit", credit, "claim")
    states = [
        scenario.client.call("find_case", context=SERVICE, case_id=case_id)["state"]
        for case_id in (manual, automatic, credit, entry)
    ]
    assert states == ["submitted", "approved", "under_review", "submitted"]
    with pytest.raises(NotFound):
        scenario.client.call("find_case", context=SERVICE, case_id=person.person_id)
    with pytest.raises(Forbidden):
        person.call("find_case", case_id=manual)


def test_R6_4_nobody_reviews_their_own_change(scenario, person):
    case_id = person.change_education()["change_id"]
    FakeIdentity.staff_files = {"s1": person.person_id}
    with pytest.raises(Forbidden) as caught:
        scenario.staff().on("change", case_id, "claim")
    assert caught.value.code == "casework.own_file"


def test_R6_3_two_reviewers_do_not_both_decide(scenario, person):
    case_id = person.change_education()["change_id"]
    scenario.staff("s1").decide("change", case_id, "approve")
    for action, body in (("approve", None), ("return", REASONS)):
        with pytest.raises(Conflict):
            scenario.staff("s2").on("change", case_id, action, body=body)
    assert [name for name, _ in scenario.published()] == ["change_submitted", "change_approved"]
