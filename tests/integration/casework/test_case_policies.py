"""Policies of review: decided by the platform's administrator, kept with every decision (R6.6)."""

import threading

import pytest
from casework.domain.policies import CasePolicy
from contracts.errors import Forbidden, PreconditionFailed, ServiceError, ValidationFailed
from contracts.schemas.oversight import CasePolicyAnswer

KIND = {"kind": "collection"}


@pytest.fixture
def decide(scenario, call):
    def change(role="platform_admin", expected_version=None, **changes):
        body = {"bulk_approve": True, "bulk_fields": [], "second_review_per_mille": 5, **changes}
        context = scenario.reviewer(role, scenario.beijing, roles=(role,)).context
        return call(
            "update_case_policy", context, **KIND, body=body, expected_version=expected_version
        )

    return change


def test_R6_6_a_decision_is_a_version_with_its_reason(call, decide):
    first = call("get_case_policy", **KIND)
    assert CasePolicyAnswer().validate(first) == {}
    assert (first["version"], first["changed_at"], first["history"]) == (1, None, [])
    second = decide(note="报名高峰", expected_version=1)
    assert (second["version"], second["note"], second["changed_by"]) == (
        *(2, "报名高峰"),
        "platform_admin",
    )
    third = decide(bulk_approve=False, second_review_per_mille=0)
    assert [one["version"] for one in third["history"]] == [3, 2]
    assert call("list_case_policies")["items"][0]["second_review_per_mille"] == 0


def test_R6_6_the_same_policy_again_is_no_decision(decide):
    assert decide()["version"] == decide()["version"] == 2


def test_R6_6_only_the_platform_administrator_decides(call, decide):
    for role in ("reviewer", "authority_admin", "auditor"):
        with pytest.raises(Forbidden):
            decide(role)
    assert call("get_case_policy", **KIND)["version"] == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"second_review_per_mille": 1001}, "second_review_per_mille", id="R6.6-share"),
        pytest.param({"bulk_fields": ["basic.name"]}, "bulk_fields[0]", id="R6.6-never-in-bulk"),
        pytest.param({"odd": 1}, "odd", id="R6.6-unknown"),
    ],
)
def test_what_cannot_be_is_refused(decide, changes, field):
    with pytest.raises(ValidationFailed) as caught:
        decide(**changes)
    assert [one["field"] for one in caught.value.details["errors"]] == [field]


def test_R6_6_two_decisions_at_once_do_not_both_follow_the_same_one(decide):
    with pytest.raises(PreconditionFailed):
        decide(expected_version=7)
    outcomes = []

    def rival(share):
        try:
            outcomes.append(decide(second_review_per_mille=share, expected_version=1)["version"])
        except ServiceError as error:
            outcomes.append(error.status)

    threads = [threading.Thread(target=rival, args=(share,)) for share in (1, 2, 3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [2, 412, 412, 412]


def test_R6_3_the_draw_follows_the_policy_in_force(scenario, call, decide):
    scenario.review.first_policy = CasePolicy(second_review_per_mille=0)
    sampled = []
    for share in (1000, 0):
        decide(second_review_per_mille=share)
        case = {**KIND, "case_id": scenario.submit()}
        call("claim_review", **case)
        call("approve_review", **case)
        sampled.append(call("get_review", **case)["second_review"] is not None)
    assert sampled == [True, False]
