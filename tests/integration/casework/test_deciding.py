"""A case from submission to decision: who may do what, and what is published."""

from datetime import timedelta

import pytest
from casework.cases.queries import get_case_detail
from casework.cases.use_cases import (
    approve_case,
    claim_case,
    forward_case,
    return_case,
    unclaim_case,
)
from casework.domain.policies import CasePolicy
from casework.quality.use_cases import approve_case_in_bulk
from contracts.errors import Conflict, Forbidden, NotFound, PreconditionFailed, ValidationFailed

REASONS = [{"item": "basic.photo", "code": "other", "note": "请上传近照"}]


def test_R6_3_approved_once_and_published_once(scenario):
    reviewer = scenario.reviewer("s1", scenario.haidian)
    case_id = scenario.submit()
    claimed = reviewer.run(claim_case, case_id)
    assert claimed["status"] == "under_review"
    assert claimed["claimed_by_me"] is True
    assert claimed["available_actions"] == ["release", "forward", "approve", "return"]
    first = reviewer.run(approve_case, case_id, expected_version=claimed["version"])
    again = reviewer.run(approve_case, case_id, expected_version=claimed["version"])
    assert first == again
    assert (first["status"], first["decided_by"]["staff_id"]) == ("approved", "s1")
    assert scenario.case(case_id).outcome == "approved;"
    assert [name for name, _ in scenario.events()] == [
        "collection_submitted",
        "collection_approved",
    ]


def test_R6_3_returned_with_reasons_in_words(scenario):
    reviewer = scenario.reviewer("s1", scenario.haidian)
    case_id = scenario.submit()
    reviewer.run(claim_case, case_id)
    first = reviewer.run(return_case, case_id, REASONS, note="请修改")
    assert first == reviewer.run(return_case, case_id, REASONS, note="请修改")
    name, data = scenario.events()[-1]
    assert name == "collection_returned"
    assert data["reasons"] == [
        {
            "item": "basic.photo",
            "item_label": "基本信息：标准证件照片",
            "code": "other",
            "text": "其他",
            "note": "请上传近照",
        }
    ]
    assert data["note"] == "请修改"
    assert data["round"] == 1
    assert scenario.case(case_id).outcome == "returned;"


def test_R6_3_wrong_reasons_refused_all_at_once(scenario):
    reviewer = scenario.reviewer("s1", scenario.haidian)
    case_id = scenario.submit()
    reviewer.run(claim_case, case_id)
    wrong = [{"item": "shoe", "code": "ugly"}, {"item": "authority", "code": "other"}]
    with pytest.raises(ValidationFailed) as caught:
        reviewer.run(return_case, case_id, wrong)
    assert [error["code"] for error in caught.value.details["errors"]] == [
        "casework.unknown_item",
        "casework.unknown_reason",
        "casework.note_required",
    ]
    assert scenario.case(case_id).state == "under_review"


def test_R6_3_returned_case_comes_back_with_a_new_clock(scenario):
    reviewer = scenario.reviewer("s1", scenario.haidian)
    case_id = scenario.submit(person_id="8c7b0ad2-6a9f-4d4b-9d57-000000000001")
    first_due = scenario.case(case_id).due_at
    reviewer.run(claim_case, case_id)
    reviewer.run(return_case, case_id, REASONS)
    scenario.advance(days=3)
    scenario.submit(case_id=case_id, person_id="8c7b0ad2-6a9f-4d4b-9d57-000000000001")
    case = scenario.case(case_id)
    assert (case.state, case.round, case.reasons, case.decided_by) == ("submitted", 2, [], None)
    assert case.due_at > first_due


@pytest.mark.parametrize(
    ("decide", "values"),
    [
        pytest.param(approve_case, {}, id="R6.2-approve-needs-claim"),
        pytest.param(return_case, {"reasons": REASONS}, id="R6.2-return-needs-claim"),
    ],
)
def test_decision_needs_a_claim(scenario, decide, values):
    case_id = scenario.submit()
    with pytest.raises(Conflict) as caught:
        scenario.reviewer("s1", scenario.haidian).run(decide, case_id, **values)
    assert caught.value.code == "casework.claim_required"


@pytest.mark.parametrize(
    ("decide", "values"),
    [
        pytest.param(claim_case, {}, id="R6.2-other-cannot-claim"),
        pytest.param(unclaim_case, {}, id="R6.2-other-cannot-unclaim"),
        pytest.param(approve_case, {}, id="R6.2-other-cannot-approve"),
        pytest.param(return_case, {"reasons": REASONS}, id="R6.2-other-cannot-return"),
    ],
)
def test_claimed_case_is_only_the_claimers(scenario, decide, values):
    case_id = scenario.submit()
    scenario.reviewer("s1", scenario.haidian).run(claim_case, case_id)
    with pytest.raises(Conflict) as caught:
        scenario.reviewer("s2", scenario.haidian).run(decide, case_id, **values)
    assert caught.value.code == "casework.claimed_by_other"
    assert caught.value.details == {"claimed_by_name": "审核员s1"}


def test_R6_2_decided_by_another(scenario):
    case_id = scenario.submit()
    one, two = scenario.reviewer("s1", scenario.haidian), scenario.reviewer("s2", scenario.haidian)
    one.run(claim_case, case_id)
    one.run(approve_case, case_id)
    for decide, values in ((approve_case, {}), (return_case, {"reasons": REASONS})):
        with pytest.raises(Conflict) as caught:
            two.run(decide, case_id, **values)
        assert caught.value.code == "casework.already_decided"
        assert "其他审核人员" in caught.value.message


def test_R6_2_decided_by_oneself_is_not_said_to_be_anothers(scenario):
    for decide, other, values in (
        (approve_case, return_case, {"reasons": REASONS}),
        (return_case, approve_case, {}),
    ):
        reviewer, case_id = scenario.reviewer("s1", scenario.haidian), scenario.submit()
        reviewer.run(claim_case, case_id)
        reviewer.run(decide, case_id, **({} if values else {"reasons": REASONS}))
        with pytest.raises(Conflict) as caught:
            reviewer.run(other, case_id, **values)
        assert caught.value.code == "casework.already_decided"
        assert f"您已{'通过' if values else '退回'}该申请" in caught.value.message
        assert "其他审核人员" not in caught.value.message


def test_R6_3_stale_version_refused_with_the_present_one(scenario):
    reviewer = scenario.reviewer("s1", scenario.haidian)
    case_id = scenario.submit()
    claimed = reviewer.run(claim_case, case_id)
    with pytest.raises(PreconditionFailed) as caught:
        reviewer.run(approve_case, case_id, expected_version=claimed["version"] - 1)
    assert caught.value.details == {"current_version": claimed["version"]}


def test_R6_4_own_file_neither_claimed_nor_decided(scenario):
    person_id = "8c7b0ad2-6a9f-4d4b-9d57-000000000002"
    case_id = scenario.submit(person_id=person_id)
    reviewer = scenario.reviewer("s1", scenario.haidian, person_id=person_id)
    for use_case, values in (
        (claim_case, {}),
        (approve_case, {}),
        (return_case, {"reasons": REASONS}),
    ):
        with pytest.raises(Forbidden) as caught:
            reviewer.run(use_case, case_id, **values)
        assert caught.value.code == "casework.own_file"
    assert reviewer.read(get_case_detail, case_id, {})["available_actions"] == []


@pytest.mark.parametrize("roles", [("auditor",), ("platform_admin",), ("authority_admin",)])
def test_R6_1_only_reviewers_review(scenario, roles):
    case_id = scenario.submit()
    reviewer = scenario.reviewer("s1", scenario.haidian, roles=roles)
    with pytest.raises(Forbidden) as caught:
        reviewer.run(claim_case, case_id)
    assert caught.value.code == "casework.reviewer_only"
    assert reviewer.read(get_case_detail, case_id, {})["available_actions"] == []


def test_R6_1_case_outside_the_authority_does_not_exist(scenario):
    case_id = scenario.submit(scenario.haidian)
    for place in (scenario.xicheng, scenario.hebei):
        with pytest.raises(NotFound):
            scenario.reviewer("s1", place).run(claim_case, case_id)
        with pytest.raises(NotFound):
            scenario.reviewer("s1", place).read(get_case_detail, case_id, {})


def test_R6_1_a_superior_sees_and_forwards_but_does_not_decide_what_is_not_its_own(scenario):
    """GAIA #1184: a superior office could execute what it should only see."""
    scenario.review.first_policy = CasePolicy(bulk_approve=True)
    case_id = scenario.submit(scenario.haidian)
    superior = scenario.reviewer("s1", scenario.beijing)
    assert superior.read(get_case_detail, case_id, {})["available_actions"] == ["forward"]
    for use_case in (claim_case, approve_case_in_bulk):
        more = {"expected_version": 1} if use_case is approve_case_in_bulk else {}
        with pytest.raises(Forbidden) as caught:
            superior.run(use_case, case_id, **more)
        assert caught.value.code == "casework.other_authority"
    assert [event.action for event in scenario.history(case_id)] == ["submit"]
    moved = superior.run(forward_case, case_id, scenario.xicheng, "单位在西城")
    assert moved["authority"]["authority_id"] == scenario.xicheng.authority_id


def test_R6_2_a_superior_steps_in_once_the_limit_has_passed(scenario):
    case_id = scenario.submit(scenario.haidian)
    scenario.advance(days=40)
    superior = scenario.reviewer("s1", scenario.beijing)
    shown = superior.read(get_case_detail, case_id, {})
    assert (shown["beyond_limit"], shown["available_actions"]) == (True, ["claim", "forward"])
    superior.run(claim_case, case_id)
    assert superior.run(approve_case, case_id)["status"] == "approved"


def test_R6_2_claim_runs_out(scenario):
    one, two = scenario.reviewer("s1", scenario.haidian), scenario.reviewer("s2", scenario.haidian)
    case_id = scenario.submit()
    one.run(claim_case, case_id)
    scenario.advance(minutes=29)
    one.run(claim_case, case_id)
    scenario.advance(minutes=30)
    assert two.read(get_case_detail, case_id, {})["status"] == "submitted"
    with pytest.raises(Conflict) as caught:
        one.run(approve_case, case_id)
    assert caught.value.code == "casework.claim_expired"
    assert two.run(claim_case, case_id)["claimed_by"]["staff_id"] == "s2"
    assert [event.action for event in scenario.history(case_id)] == [
        "submit",
        "claim",
        "expire",
        "claim",
    ]


def test_R6_2_release_is_safe_to_repeat(scenario):
    reviewer = scenario.reviewer("s1", scenario.haidian)
    case_id = scenario.submit()
    reviewer.run(claim_case, case_id)
    first = reviewer.run(unclaim_case, case_id)
    assert first == reviewer.run(unclaim_case, case_id)
    assert (first["status"], first["claimed_by"]) == ("submitted", None)


def test_R6_3_detail_tells_history_and_items(scenario):
    reviewer = scenario.reviewer("s1", scenario.haidian)
    case_id = scenario.submit()
    reviewer.run(claim_case, case_id)
    detail = reviewer.read(get_case_detail, case_id, {"extra": 1})
    assert [(event["action"], event["actor_name"]) for event in detail["history"]] == [
        ("submit", "申请人"),
        ("claim", "审核员s1"),
    ]
    assert {"item": "authority", "label": "会计管理部门"} in detail["items"]
    assert detail["data"] == {"outcome": None, "extra": 1}


def test_R6_2_deadlines_shown(scenario):
    reviewer = scenario.reviewer("s1", scenario.haidian)
    case_id = scenario.submit()
    assert scenario.case(case_id).due_at.isoformat() == "2026-11-30T15:59:59+00:00"
    scenario.now = scenario.case(case_id).due_at + timedelta(seconds=1)
    detail = reviewer.read(get_case_detail, case_id, {})
    assert (detail["overdue"], detail["beyond_limit"]) == (True, False)
    scenario.advance(days=7)
    assert reviewer.read(get_case_detail, case_id, {})["beyond_limit"] is True
