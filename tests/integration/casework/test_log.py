"""R6.4: bulk approvals, second reviews and policies are in the log like everything else."""

import pytest
from casework.cases.use_cases import approve_case, claim_case
from casework.domain.conflicts import OWN_EMPLOYER
from casework.domain.policies import CasePolicy
from casework.quality.use_cases import change_case_policy, decide_second_review
from chassis.clock import utc_now
from contracts.context import CallContext
from contracts.errors import Forbidden

REASONS = [{"item": "authority", "code": "unclear"}]


def actions(scenario):
    return [entry["action"] for entry in scenario.log()]


def test_R6_4_each_case_of_a_bulk_has_its_entries_and_a_conflict_one_of_its_own(scenario, call):
    scenario.review.first_policy = CasePolicy(bulk_approve=True, second_review_per_mille=0)
    scenario.now = utc_now()
    good, own = scenario.submit(), scenario.submit()
    scenario.own_files["s1"] = scenario.case(own).person_id
    items = [{"kind": "collection", "case_id": one, "version": 1} for one in (good, own)]
    call("approve_reviews_in_bulk", body={"items": items})
    assert actions(scenario) == ["case_claim", "case_approve", "review_refused"]
    assert [entry["case_id"] for entry in scenario.log()] == [good, good, own]
    assert scenario.log()[-1]["details"] == {"code": "casework.own_file"}


@pytest.mark.parametrize("outcome", ["confirmed", "objected"], ids=lambda name: f"R6.4-{name}")
def test_a_second_look_is_in_the_log(scenario, outcome):
    scenario.review.first_policy = CasePolicy(second_review_per_mille=1000)
    case_id, first = scenario.submit(), scenario.reviewer("s1", scenario.haidian)
    first.run(claim_case, case_id)
    first.run(approve_case, case_id)
    second = scenario.reviewer("s2", scenario.haidian)
    reasons = REASONS if outcome == "objected" else []
    for _ in range(2):
        second.run(decide_second_review, case_id, outcome, reasons)
    assert actions(scenario)[2:] == [f"second_review_{outcome}"]
    entry = scenario.log()[-1]
    assert (entry["actor_id"], entry["person_id"]) == ("s2", scenario.case(case_id).person_id)
    assert entry["details"] == {"round": 1, "approved_by": "s1"}


def test_R6_4_a_policy_is_in_the_log_when_it_changes(scenario):
    policy = CasePolicy(bulk_approve=True, second_review_per_mille=20)
    admin = CallContext(actor_id="a1", actor_kind="staff", roles=("platform_admin",))
    for _ in range(2):
        scenario.run(admin, change_case_policy, scenario.review, policy, None, None)
    [entry] = scenario.log()
    assert (entry["action"], entry["actor_id"]) == ("case_policy_changed", "a1")
    assert entry["details"]["after"]["second_review_per_mille"] == 20


def test_R6_4_a_colleague_decides_no_second_review_either(scenario):
    scenario.review.first_policy = CasePolicy(second_review_per_mille=1000)
    case_id = scenario.submit(employers=("e1", "e2"))
    first = scenario.reviewer("s1", scenario.haidian)
    first.run(claim_case, case_id)
    first.run(approve_case, case_id)
    colleague = scenario.reviewer("s2", scenario.haidian, employer_indexes=("e2",))
    for use_case, arguments in ((decide_second_review, ("confirmed",)), (claim_case, ())):
        with pytest.raises(Forbidden) as refused:
            colleague.run(use_case, case_id, *arguments)
        assert refused.value.code == OWN_EMPLOYER
