"""Changes in bulk: only what touches nothing but low-risk fields (R6.3, docs/domain.md, Review)."""

import pytest
from changes_fakes import FakeIdentity
from contracts.errors import Forbidden, ValidationFailed
from contracts.schemas.oversight import CasePolicyAnswer
from contracts.schemas.reviews import SecondReview

BUREAU = "12100000400002558M"


def bulk(scenario, *cases, **body):
    items = [{"kind": kind, "case_id": case_id, "version": 1} for kind, case_id in cases]
    answer = scenario.staff().call("approve_reviews_in_bulk", body={"items": items, **body})
    return [one["code"] or one["outcome"] for one in answer["items"]]


def decide(scenario, kind, **changes):
    admin = scenario.staff("p1", roles=("platform_admin",))
    known = admin.call("get_case_policy", kind=kind)
    assert CasePolicyAnswer().validate(known) == {}
    names = ("bulk_approve", "bulk_fields", "second_review_per_mille")
    body = {**{name: known[name] for name in names}, **changes}
    return admin.call("update_case_policy", kind=kind, body=body)


def test_R6_3_low_risk_changes_pass_and_others_are_opened(scenario, person):
    harmless = person.change_basic(residence_region="110108")["change_id"]
    row = person.change_education()["change_id"]
    files = [{"kind": "level_certificate", "attachment_id": person.stage("level_certificate")}]
    new = person.education("2010-09", "2012-07", attachments=files)
    added = person.change_education("add", data=new)
    other = scenario.person()
    photo = other.change_basic(photo_id=other.stage("photo"))["change_id"]
    asked = [("change", id_) for id_ in (harmless, row, added["change_id"], photo)]
    assert bulk(scenario, *asked, ("change", "00000000-0000-0000-0000-000000000000")) == [
        "approved",
        *["casework.bulk_not_low_risk"] * 3,
        "casework.case_not_found",
    ]
    assert person.call("get_change", change_id=harmless)["status"] == "approved"
    assert [name for name, _ in scenario.published()].count("change_approved") == 1
    assert person.call("get_change", change_id=row)["status"] == "submitted"


def test_R6_6_the_administrator_says_which_fields_are_harmless(scenario, person):
    row = person.change_education()["change_id"]
    chosen = decide(scenario, "change", bulk_fields=["education.major"])
    assert chosen["version"] == 2
    # The change touches the degree's level of detail and nothing else.
    assert bulk(scenario, ("change", row)) == ["approved"]
    person = scenario.person()
    region = person.change_basic(residence_region="110108")["change_id"]
    assert bulk(scenario, ("change", region)) == ["casework.bulk_not_low_risk"]
    decide(scenario, "change", bulk_approve=False)
    assert bulk(scenario, ("change", region)) == ["casework.bulk_not_allowed"]


@pytest.mark.parametrize("field", ["basic.name", "basic.photo_id", "education.attachments"])
def test_R6_3_identity_and_documents_are_never_approved_unseen(scenario, field):
    with pytest.raises(ValidationFailed) as caught:
        decide(scenario, "change", bulk_fields=["basic.email", field])
    assert [one["field"] for one in caught.value.details["errors"]] == ["bulk_fields[1]"]
    choices = scenario.staff().call("get_case_policy", kind="change")["bulk_choices"]
    assert field not in {one["field"] for one in choices}
    assert {"field": "basic.email", "label": "基本信息：电子邮箱"} in choices


def test_R6_3_credits_in_bulk_are_those_of_the_table(scenario, person):
    case_id = person.credit()["application_id"]
    assert bulk(scenario, ("credit", case_id)) == ["casework.bulk_not_allowed"]
    decide(scenario, "credit", bulk_approve=True)
    assert bulk(scenario, ("credit", case_id), note="材料齐全") == ["approved"]
    answer = person.call("get_credit_application", application_id=case_id)
    assert (answer["granted_credits"], answer["status"]) == (20, "approved")


def test_R6_3_of_several_kinds_each_has_its_own_policy_and_sample(scenario, person):
    decide(scenario, "change", second_review_per_mille=1000)
    decide(scenario, "credit", second_review_per_mille=0)
    for kind, case_id in (
        ("change", person.change_education()["change_id"]),
        ("credit", person.credit()["application_id"]),
    ):
        scenario.staff().decide(kind, case_id, "approve")
    second = scenario.staff("s2")
    counts = {one["kind"]: one for one in second.call("summarise_reviews")["items"]}
    assert (counts["change"]["second_reviews"], counts["credit"]["second_reviews"]) == (1, 0)
    [row] = second.call("list_second_reviews", kind="change")["items"]
    body = {"outcome": "objected", "reasons": [{"item": "major", "code": "other", "note": "不符"}]}
    decided = second.call("decide_second_review", kind="change", case_id=row["case_id"], body=body)
    assert decided["reasons"][0]["item_label"] == "所学专业"


def test_R6_4_nobody_does_the_second_review_of_a_colleague(scenario, person):
    scenario.collection.employers = [BUREAU]
    decide(scenario, "credit", second_review_per_mille=1000)
    case_id = person.credit()["application_id"]
    scenario.staff().decide("credit", case_id, "approve")
    FakeIdentity.staff_employers = {"s2": [BUREAU]}
    colleague = scenario.staff("s2")
    [row] = colleague.call("list_second_reviews", kind="credit")["items"]
    assert SecondReview().validate(row) == {}
    assert (row["conflict"]["code"], row["available_actions"]) == ("casework.own_employer", [])
    decision = {"kind": "credit", "case_id": case_id, "body": {"outcome": "confirmed"}}
    with pytest.raises(Forbidden) as refused:
        colleague.call("decide_second_review", **decision)
    assert refused.value.code == "casework.own_employer"
    [attempt] = scenario.audit_entries("review_refused")
    assert attempt["details"] == {"code": "casework.own_employer"}
    [row] = scenario.staff("s3").call("list_second_reviews", kind="credit")["items"]
    assert (row["conflict"], row["available_actions"]) == (None, ["confirm", "object"])
    assert scenario.staff("s3").call("decide_second_review", **decision)["status"] == "confirmed"


def test_R6_4_the_recorder_does_not_do_the_second_review(scenario, person):
    decide(scenario, "reward_penalty", second_review_per_mille=1000)
    case_id = scenario.staff("recorder").record(person.person_id)["entry_id"]
    scenario.staff().decide("reward_penalty", case_id, "approve")
    recorder = scenario.staff("recorder")
    [row] = recorder.call("list_second_reviews", kind="reward_penalty")["items"]
    assert (row["conflict"]["code"], row["available_actions"]) == ("casework.own_record", [])
    detail = recorder.on("reward_penalty", case_id, "get")
    assert detail["second_review"]["conflict"] == row["conflict"]
