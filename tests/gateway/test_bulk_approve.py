"""Approvals in bulk over several services: one outcome a case, in the order asked (R6.3)."""

import pytest
from contracts.errors import Forbidden, Unavailable

CASES = [("change", "c1"), ("collection", "k1"), ("credit", "c2")]


def outcome(kind, case_id, **more):
    outcome = {"outcome": "approved", "case": None, "code": None, "message": None}
    return {"kind": kind, "case_id": case_id, **outcome, **more}


@pytest.fixture
def owners(services):
    """Two owners, of which one refuses a case."""
    refused = {"outcome": "refused", "code": "casework.bulk_not_low_risk", "message": "须打开"}
    services.answers["changes.approve_reviews_in_bulk"] = {
        "items": [outcome("change", "c1"), outcome("credit", "c2", **refused)]
    }
    services.answers["collection.approve_reviews_in_bulk"] = {
        "items": [outcome("collection", "k1")]
    }
    return services


def ask(staff, cases=CASES, **more):
    items = [{"kind": kind, "case_id": case_id, "version": 1} for kind, case_id in cases]
    return staff.post("/reviews/bulk-approve", json={"items": items, **more})


def test_R6_3_each_owner_gets_its_cases_and_the_answers_keep_their_order(staff, owners):
    answer = ask(staff, note="批量").json()
    assert [(one["kind"], one["case_id"]) for one in answer["items"]] == CASES
    assert [one["outcome"] for one in answer["items"]] == ["approved", "approved", "refused"]
    assert (answer["approved"], answer["refused"]) == (2, 1)
    bodies = {call.target: call.arguments["body"] for call in owners.calls}
    sent = {target: [item["case_id"] for item in body["items"]] for target, body in bodies.items()}
    assert sent == {
        "changes.approve_reviews_in_bulk": ["c1", "c2"],
        "collection.approve_reviews_in_bulk": ["k1"],
    }
    assert {body["note"] for body in bodies.values()} == {"批量"}


def test_R6_3_an_owner_that_is_away_refuses_only_its_own(staff, owners):
    owners.answers["collection.approve_reviews_in_bulk"] = Unavailable()
    answer = ask(staff)
    assert (answer.status_code, answer.json()["refused"]) == (200, 2)
    away = answer.json()["items"][1]
    assert (away["case_id"], away["code"]) == ("k1", "common.unavailable")
    assert away["message"]


def test_R6_3_with_all_owners_away_the_request_fails(staff, owners):
    owners.answers["collection.approve_reviews_in_bulk"] = Unavailable()
    assert ask(staff, [("collection", "k1")]).status_code == 503


def test_R6_1_forbidden_bulk_approval_is_refused_as_a_whole(staff, owners):
    owners.answers["changes.approve_reviews_in_bulk"] = Forbidden("casework.reviewer_only")
    answer = ask(staff)
    assert (answer.status_code, answer.json()["code"]) == (403, "casework.reviewer_only")


@pytest.mark.parametrize(
    ("items", "field"),
    [
        pytest.param([], "items", id="R6.3-none"),
        pytest.param(
            [{"kind": "shoe", "case_id": "1", "version": 1}], "items[0].kind", id="R6.3-kind"
        ),
        pytest.param(
            [{"kind": "change", "case_id": "1"}], "items[0].version", id="R6.3-no-version"
        ),
    ],
)
def test_malformed_bulk_body_is_refused_as_a_whole(staff, services, items, field):
    answer = staff.post("/reviews/bulk-approve", json={"items": items})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert services.calls == []


def test_R6_3_fixed_paths_are_not_taken_for_a_case(staff, services):
    services.answers["changes.get_second_review_statistics"] = {"items": []}
    services.answers["changes.list_second_reviews"] = {"items": [], "next_cursor": None}
    for path in ("/reviews/second-reviews", "/reviews/second-reviews/statistics"):
        assert staff.get(path, params={"kind": "change"}).status_code == 200
    for path in ("/admin/policies/review/change",):
        services.answers["changes.update_case_policy"] = {"version": 2}
        body = {"bulk_approve": True, "bulk_fields": [], "second_review_per_mille": 0}
        assert staff.put(path, json=body).status_code == 200
    assert [call.target for call in services.calls][-1] == "changes.update_case_policy"
