"""Reviewing over the broker, as the gateway does it."""

from dataclasses import replace

import pytest
from casework.cases.use_cases import claim_case
from contracts.context import CallContext
from contracts.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    Unauthenticated,
    ValidationFailed,
)
from contracts.schemas.reviews import ReviewDetail, ReviewItem, ReviewList, ReviewSummary


def test_R6_3_whole_review_over_the_broker(scenario, call, published_events):
    case = {"kind": "collection", "case_id": scenario.submit()}
    assert not ReviewList().validate(call("list_reviews", kind="collection", limit=5))
    claimed = call("claim_review", **case)
    assert not ReviewItem().validate(claimed)
    detail = call("get_review", **case)
    assert not ReviewDetail().validate(detail)
    assert detail["claimed_by"] == {"staff_id": "s1", "name": "审核员甲"}
    with pytest.raises(PreconditionFailed):
        call("approve_review", **case, body={}, expected_version=detail["version"] + 1)
    answer = call("approve_review", **case, body={"note": "好"}, expected_version=detail["version"])
    assert answer["status"] == "approved"
    summary = call("summarise_reviews")
    assert not ReviewSummary().validate(summary)
    assert (summary["items"][0]["approved"], summary["items"][0]["open"]) == (1, 0)
    [event] = published_events.wait_for("collection_approved")
    assert event["data"]["note"] == "好"


def test_R6_3_return_forward_release_over_the_broker(scenario, call):
    first, second = scenario.submit(), scenario.submit()
    call("claim_review", kind="collection", case_id=first)
    reasons = [{"item": "authority", "code": "unclear"}]
    returned = call("return_review", kind="collection", case_id=first, body={"reasons": reasons})
    assert returned["status"] == "returned"
    call("claim_review", kind="collection", case_id=second)
    call("unclaim_review", kind="collection", case_id=second)
    body = {"authority_id": "au-110102", "note": "单位在西城"}
    forwarded = call("forward_review", kind="collection", case_id=second, body=body)
    assert forwarded["authority"]["authority_id"] == "au-110102"
    assert forwarded["available_actions"] == []


@pytest.mark.parametrize(
    ("method", "arguments", "error", "code"),
    [
        pytest.param(
            "list_reviews", {"kind": "shoe"}, NotFound, "casework.kind_unknown", id="R6.2-kind"
        ),
        pytest.param(
            "list_reviews",
            {"kind": "collection", "status": "odd"},
            ValidationFailed,
            "common.validation_failed",
            id="R6.2-status",
        ),
        pytest.param(
            "get_review",
            {"kind": "collection", "case_id": "no-uuid"},
            NotFound,
            "common.not_found",
            id="R6.2-case-id",
        ),
        pytest.param(
            "return_review",
            {"kind": "collection", "case_id": "{case}", "body": {"reasons": []}},
            ValidationFailed,
            "common.validation_failed",
            id="R6.3-no-reasons",
        ),
        pytest.param(
            "forward_review",
            {
                "kind": "collection",
                "case_id": "{case}",
                "body": {"authority_id": "au-9", "note": "转"},
            },
            ValidationFailed,
            "common.validation_failed",
            id="R6.3-forward-to-nowhere",
        ),
        pytest.param(
            "approve_review",
            {"kind": "collection", "case_id": "{case}"},
            Conflict,
            "casework.claim_required",
            id="R6.2-no-claim",
        ),
    ],
)
def test_refusals(scenario, call, method, arguments, error, code):
    case_id = scenario.submit()
    filled = {k: case_id if v == "{case}" else v for k, v in arguments.items()}
    with pytest.raises(error) as caught:
        call(method, **filled)
    assert caught.value.code == code


def test_R6_1_only_staff_reads_queues(scenario, call):
    person = CallContext(actor_id="p", actor_kind="person")
    homeless = replace(scenario.reviewer("s1", scenario.haidian).context, authority_path=None)
    for context in (person, homeless):
        with pytest.raises(Forbidden):
            call("list_reviews", context, kind="collection")
    with pytest.raises(Unauthenticated):
        call("list_reviews", CallContext(), kind="collection")
    auditor = scenario.reviewer("s1", scenario.haidian, roles=("auditor",)).context
    assert call("list_reviews", auditor, kind="collection")["items"] == []
    with pytest.raises(Forbidden):
        call("claim_review", auditor, kind="collection", case_id=scenario.submit())


def test_R6_2_service_sweeps_claims_that_ran_out(scenario, service_class):
    case_id = scenario.submit()
    scenario.reviewer("s1", scenario.haidian).run(claim_case, case_id)
    service = service_class()
    service.db = scenario.db
    service.expire_claims()
    assert scenario.case(case_id).state == "submitted"
