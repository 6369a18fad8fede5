"""R6.4: who has not declared interests takes no case, by any path; what they hold goes on."""

import pytest
from casework.cases.queries import CaseFilters, get_case_detail, list_cases
from casework.cases.use_cases import (
    approve_case,
    claim_case,
    forward_case,
    return_case,
    unclaim_case,
)
from casework.domain.conflicts import FORMER_EMPLOYER, UNDECLARED
from casework.domain.policies import CasePolicy
from casework.quality.queries import list_second_reviews
from casework.quality.use_cases import approve_case_in_bulk, decide_second_review
from chassis.clock import utc_now
from contracts.errors import Forbidden
from contracts.schemas.reviews import ReviewItem, SecondReview

REASONS = [{"item": "authority", "code": "unclear"}]


@pytest.fixture
def undeclared(scenario):
    scenario.review.first_policy = CasePolicy(bulk_approve=True, second_review_per_mille=1000)
    return scenario.reviewer("s1", scenario.haidian, has_declared=False)


def refusal_of(staff, use_case, case_id, *arguments):
    with pytest.raises(Forbidden) as refused:
        staff.run(use_case, case_id, *arguments)
    return refused.value


@pytest.fixture
def steps(scenario):
    """Every step by which a reviewer takes hold of a case that is not theirs yet."""
    return {
        claim_case: (),
        approve_case_in_bulk: (1,),
        approve_case: (),
        return_case: (REASONS,),
        forward_case: (scenario.hebei, "x"),
        unclaim_case: (),
        decide_second_review: ("confirmed",),
    }


def test_R6_4_nobody_takes_a_case_before_having_declared(scenario, undeclared, steps):
    case_id = scenario.submit()
    for use_case, arguments in steps.items():
        refused = refusal_of(undeclared, use_case, case_id, *arguments)
        assert refused.code == UNDECLARED, use_case
        assert refused.details == {"declare_at": "/api/v1/staff/me/interests"}
    assert scenario.case(case_id).state == "submitted"
    declared = scenario.reviewer("s1", scenario.haidian, has_declared=True)
    declared.run(claim_case, case_id)
    declared.run(approve_case, case_id)


def test_R6_4_nor_a_second_review(scenario, undeclared):
    case_id, first = scenario.submit(), scenario.reviewer("s2", scenario.haidian)
    first.run(claim_case, case_id)
    first.run(approve_case, case_id)
    assert refusal_of(undeclared, decide_second_review, case_id, "confirmed").code == UNDECLARED
    [row] = undeclared.read(list_second_reviews)["items"]
    assert SecondReview().validate(row) == {}
    assert (row["conflict"]["code"], row["available_actions"]) == (UNDECLARED, [])


def test_R6_4_what_was_claimed_before_the_upgrade_goes_on(scenario, undeclared):
    """Every decision is open to whoever holds the claim, not a longer claim nor another one."""
    before = scenario.reviewer("s1", scenario.haidian)
    cases = {
        step: scenario.submit() for step in (approve_case, return_case, forward_case, unclaim_case)
    }
    for case_id in cases.values():
        before.run(claim_case, case_id)
    shown = undeclared.read(get_case_detail, cases[approve_case], {})
    assert shown["conflict"] is None
    assert shown["available_actions"] == ["release", "forward", "approve", "return"]
    assert refusal_of(undeclared, claim_case, cases[approve_case]).code == UNDECLARED
    answer = undeclared.run(approve_case, cases[approve_case])
    assert undeclared.run(approve_case, cases[approve_case]) == answer
    undeclared.run(return_case, cases[return_case], REASONS)
    undeclared.run(forward_case, cases[forward_case], scenario.hebei, "x")
    undeclared.run(unclaim_case, cases[unclaim_case])
    assert refusal_of(undeclared, claim_case, cases[unclaim_case]).code == UNDECLARED


def test_R6_4_a_claim_that_ran_out_is_no_claim(scenario, undeclared):
    case_id = scenario.submit()
    scenario.reviewer("s1", scenario.haidian).run(claim_case, case_id)
    scenario.advance(minutes=31)
    assert refusal_of(undeclared, approve_case, case_id).code == UNDECLARED


def test_R6_4_a_queue_says_so_where_there_is_something_to_do(scenario, undeclared):
    open_case, decided = scenario.submit(), scenario.submit()
    other = scenario.reviewer("s2", scenario.haidian)
    other.run(claim_case, decided)
    other.run(approve_case, decided)
    rows = {one["case_id"]: one for one in undeclared.read(list_cases, CaseFilters("all"))["items"]}
    assert ReviewItem().validate(rows[open_case]) == {}
    assert "回避申报" in rows[open_case]["conflict"]["text"]
    assert (rows[open_case]["conflict"]["code"], rows[open_case]["available_actions"]) == (
        UNDECLARED,
        [],
    )
    assert undeclared.read(get_case_detail, decided, {})["conflict"] is None
    auditor = scenario.reviewer("a", scenario.haidian, roles=("auditor",), has_declared=False)
    assert auditor.read(get_case_detail, open_case, {})["conflict"] is None


def test_R6_4_a_withdrawn_employer_is_said_by_its_own_name(scenario):
    case_id = scenario.submit(employers=("bureau",))
    staff = scenario.reviewer(
        "s1", scenario.haidian, former_employer_indexes=("bureau",), has_declared=True
    )
    assert refusal_of(staff, claim_case, case_id).code == FORMER_EMPLOYER
    shown = staff.read(get_case_detail, case_id, {})
    assert "撤销" in shown["conflict"]["text"]
    assert shown["available_actions"] == []


def test_R6_4_refused_tries_are_in_the_log(scenario, call):
    scenario.review.first_policy = CasePolicy(bulk_approve=True, second_review_per_mille=0)
    scenario.now = utc_now()
    scenario.undeclared.add("s1")
    case_id = scenario.submit()
    with pytest.raises(Forbidden) as refused:
        call("claim_review", kind="collection", case_id=case_id)
    assert refused.value.details["declare_at"] == "/api/v1/staff/me/interests"
    items = [{"kind": "collection", "case_id": case_id, "version": 1}]
    [outcome] = call("approve_reviews_in_bulk", body={"items": items})["items"]
    assert (outcome["outcome"], outcome["code"]) == ("refused", UNDECLARED)
    assert [entry["details"]["code"] for entry in scenario.log()] == [UNDECLARED] * 2
