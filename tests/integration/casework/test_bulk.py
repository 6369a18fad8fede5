"""Approval in bulk: each case by itself, and only what the policy allows (R6.3, R6.4)."""

from dataclasses import replace

import pytest
from casework.cases.use_cases import claim_case, expire_claims, return_case
from casework.domain.policies import CasePolicy
from chassis.clock import utc_now
from contracts.errors import Forbidden, ValidationFailed
from contracts.schemas.oversight import MAX_BULK, BulkOutcome

ALLOWED = CasePolicy(bulk_approve=True, second_review_per_mille=0)
REASONS = [{"item": "authority", "code": "unclear"}]


@pytest.fixture
def bulk(scenario, call):
    scenario.review.first_policy = ALLOWED
    # The running service has no other clock than this one.
    scenario.now = utc_now()

    def approve(*cases, key=None, **body):
        items = [
            {"kind": "collection", "case_id": case_id, "version": version}
            for case_id, version in cases
        ]
        context = scenario.reviewer("s1", scenario.haidian).context
        if key:
            context = replace(context, idempotency_key=key, request_hash="h")
        answer = call("approve_reviews_in_bulk", context, body={"items": items, **body})
        assert BulkOutcome(many=True).validate(answer["items"]) == {}
        return answer["items"]

    return approve


def steps(scenario, case_id):
    return [event.action for event in scenario.history(case_id)]


def test_R6_3_one_bad_case_does_not_spoil_the_rest(scenario, bulk):
    free, mine, taken, stale, own, returned = (scenario.submit() for _ in range(6))
    away = scenario.submit(authority=scenario.xicheng)
    scenario.reviewer("s1", scenario.haidian).run(claim_case, mine)
    other = scenario.reviewer("s2", scenario.haidian)
    other.run(claim_case, taken)
    other.run(claim_case, returned)
    other.run(return_case, returned, REASONS)
    scenario.own_files["s1"] = scenario.case(own).person_id
    bad = ((taken, 2), (stale, 7), (own, 1), (away, 1), (returned, 3))
    outcomes = bulk((free, 1), (mine, 2), *bad, note="批量")
    assert [one["code"] for one in outcomes] == [
        *(None, None),
        *("casework.claimed_by_other", "common.version_conflict", "casework.own_file"),
        *("casework.case_not_found", "casework.already_decided"),
    ]
    assert all(one["message"] for one in outcomes[2:])
    assert steps(scenario, free) == steps(scenario, mine) == ["submit", "claim", "approve"]
    assert scenario.history(free)[-1].note == "批量"
    assert steps(scenario, stale) == steps(scenario, own) == steps(scenario, away) == ["submit"]
    assert (scenario.case(taken).state, scenario.case(taken).claimed_by) == ("under_review", "s2")
    assert [name for name, _ in scenario.events()].count("collection_approved") == 2


@pytest.mark.parametrize("key", [None, "bulk-1"], ids=["R6.3-repeat", "R6.3-repeat-with-a-key"])
def test_a_repeat_approves_nothing_twice(scenario, bulk, key):
    first, second = scenario.submit(), scenario.submit()
    before = bulk((first, 1), (second, 1), key=key)
    assert bulk((first, 1), (second, 1), key=key) == before
    assert [one["case"]["case_id"] for one in before] == [first, second]
    assert steps(scenario, first) == ["submit", "claim", "approve"]
    assert scenario.case(first).outcome == "approved;"


def test_R6_3_what_was_refused_may_be_asked_again(scenario, bulk):
    case_id = scenario.submit()
    scenario.reviewer("s2", scenario.haidian).run(claim_case, case_id)
    assert bulk((case_id, 1), key="k")[0]["code"] == "casework.claimed_by_other"
    scenario.advance(minutes=31)
    scenario.run(scenario.reviewer("s2", scenario.haidian).context, expire_claims, scenario.review)
    version = scenario.case(case_id).version
    assert bulk((case_id, version), key="k")[0]["outcome"] == "approved"


def test_R6_3_the_policy_of_the_kind_decides(scenario, bulk, monkeypatch):
    case_id = scenario.submit()
    scenario.review.first_policy = CasePolicy(bulk_approve=False)
    assert bulk((case_id, 1))[0]["code"] == "casework.bulk_not_allowed"
    scenario.review.first_policy = ALLOWED
    monkeypatch.setattr(
        type(scenario.review), "find_bulk_obstacle", lambda *_: "casework.bulk_not_low_risk"
    )
    assert bulk((case_id, 1))[0]["code"] == "casework.bulk_not_low_risk"
    assert steps(scenario, case_id) == ["submit"]


def test_R6_3_no_case_is_begun_that_the_caller_would_not_hear_of(scenario, bulk, monkeypatch):
    monkeypatch.setattr("casework.quality.entrypoints.BULK_MARGIN_SECONDS", 10_000)
    case_id = scenario.submit()
    assert bulk((case_id, 1))[0]["code"] == "casework.bulk_not_reached"
    assert steps(scenario, case_id) == ["submit"]


def test_R6_3_calls_are_bounded_and_for_reviewers(scenario, call):
    item = {"kind": "collection", "case_id": scenario.submit(), "version": 1}
    for items, field in (([item] * (MAX_BULK + 1), "items"), ([item] * 2, "items[1].case_id")):
        with pytest.raises(ValidationFailed) as caught:
            call("approve_reviews_in_bulk", body={"items": items})
        assert {one["field"] for one in caught.value.details["errors"]} == {field}
    auditor = scenario.reviewer("a", scenario.haidian, roles=("auditor",)).context
    with pytest.raises(Forbidden):
        call("approve_reviews_in_bulk", auditor, body={"items": [item]})
