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
def bulk(bench, call):
    bench.review.first_policy = ALLOWED
    # The running service has no other clock than this one.
    bench.now = utc_now()

    def approve(*cases, key=None, **body):
        items = [
            {"kind": "collection", "case_id": case_id, "version": version}
            for case_id, version in cases
        ]
        context = bench.desk("s1", bench.haidian).context
        if key:
            context = replace(context, idempotency_key=key, request_hash="h")
        answer = call("approve_reviews_in_bulk", context, body={"items": items, **body})
        assert BulkOutcome(many=True).validate(answer["items"]) == {}
        return answer["items"]

    return approve


def steps(bench, case_id):
    return [event.action for event in bench.history(case_id)]


def test_R6_3_one_bad_case_does_not_spoil_the_rest(bench, bulk):
    free, mine, taken, stale, own, returned = (bench.submit() for _ in range(6))
    away = bench.submit(authority=bench.xicheng)
    bench.desk("s1", bench.haidian).does(claim_case, mine)
    other = bench.desk("s2", bench.haidian)
    other.does(claim_case, taken)
    other.does(claim_case, returned)
    other.does(return_case, returned, REASONS)
    bench.own_files["s1"] = bench.case(own).person_id
    bad = ((taken, 2), (stale, 7), (own, 1), (away, 1), (returned, 3))
    outcomes = bulk((free, 1), (mine, 2), *bad, note="批量")
    assert [one["code"] for one in outcomes] == [
        *(None, None),
        *("casework.claimed_by_other", "common.version_conflict", "casework.own_file"),
        *("casework.case_not_found", "casework.already_decided"),
    ]
    assert all(one["message"] for one in outcomes[2:])
    assert steps(bench, free) == steps(bench, mine) == ["submit", "claim", "approve"]
    assert bench.history(free)[-1].note == "批量"
    assert steps(bench, stale) == steps(bench, own) == steps(bench, away) == ["submit"]
    assert (bench.case(taken).state, bench.case(taken).claimed_by) == ("under_review", "s2")
    assert [name for name, _ in bench.events()].count("collection_approved") == 2


@pytest.mark.parametrize("key", [None, "bulk-1"], ids=["R6.3-repeat", "R6.3-repeat-with-a-key"])
def test_a_repeat_approves_nothing_twice(bench, bulk, key):
    first, second = bench.submit(), bench.submit()
    before = bulk((first, 1), (second, 1), key=key)
    assert bulk((first, 1), (second, 1), key=key) == before
    assert [one["case"]["case_id"] for one in before] == [first, second]
    assert steps(bench, first) == ["submit", "claim", "approve"]
    assert bench.case(first).outcome == "approved;"


def test_R6_3_what_was_refused_may_be_asked_again(bench, bulk):
    case_id = bench.submit()
    bench.desk("s2", bench.haidian).does(claim_case, case_id)
    assert bulk((case_id, 1), key="k")[0]["code"] == "casework.claimed_by_other"
    bench.passes(minutes=31)
    bench.run(bench.desk("s2", bench.haidian).context, expire_claims, bench.review)
    version = bench.case(case_id).version
    assert bulk((case_id, version), key="k")[0]["outcome"] == "approved"


def test_R6_3_the_policy_of_the_kind_decides(bench, bulk, monkeypatch):
    case_id = bench.submit()
    bench.review.first_policy = CasePolicy(bulk_approve=False)
    assert bulk((case_id, 1))[0]["code"] == "casework.bulk_not_allowed"
    bench.review.first_policy = ALLOWED
    monkeypatch.setattr(
        type(bench.review), "find_bulk_obstacle", lambda *_: "casework.bulk_not_low_risk"
    )
    assert bulk((case_id, 1))[0]["code"] == "casework.bulk_not_low_risk"
    assert steps(bench, case_id) == ["submit"]


def test_R6_3_no_case_is_begun_that_the_caller_would_not_hear_of(bench, bulk, monkeypatch):
    monkeypatch.setattr("casework.quality.entrypoints.BULK_MARGIN_SECONDS", 10_000)
    case_id = bench.submit()
    assert bulk((case_id, 1))[0]["code"] == "casework.bulk_not_reached"
    assert steps(bench, case_id) == ["submit"]


def test_R6_3_calls_are_bounded_and_for_reviewers(bench, call):
    item = {"kind": "collection", "case_id": bench.submit(), "version": 1}
    for items, field in (([item] * (MAX_BULK + 1), "items"), ([item] * 2, "items[1].case_id")):
        with pytest.raises(ValidationFailed) as caught:
            call("approve_reviews_in_bulk", body={"items": items})
        assert {one["field"] for one in caught.value.details["errors"]} == {field}
    auditor = bench.desk("a", bench.haidian, roles=("auditor",)).context
    with pytest.raises(Forbidden):
        call("approve_reviews_in_bulk", auditor, body={"items": [item]})
