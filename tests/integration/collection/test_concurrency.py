"""People and reviewers at the same moment: one outcome, never half of two."""

import os
from functools import partial

import eventlet
import pytest
from contracts.errors import Conflict, PreconditionFailed, ServiceError, ValidationFailed
from sqlalchemy import text


def together(*calls):
    """Run all at once; return each result or the error it raised."""

    def outcome(call):
        try:
            return call()
        except ServiceError as error:
            return error

    threads = [eventlet.spawn(outcome, call) for call in calls]
    return [thread.wait() for thread in threads]


def failed(outcomes):
    return [one for one in outcomes if isinstance(one, ServiceError)]


def test_R3_6_2_submitting_twice_at_once_is_one_round(scenario, person, published_events):
    person.fill()
    outcomes = together(*[person.submit] * 4)
    assert failed(outcomes) == []
    assert {one["review"]["round"] for one in outcomes} == {1}
    assert len(scenario.rows("SELECT * FROM snapshots")) == 1
    assert len(scenario.rows("SELECT * FROM cases")) == 1
    published_events.wait_for("collection_submitted")
    assert scenario.rows("SELECT count(*) FROM outbox_events")[0]["count"] == 1


def test_R3_5_1_parallel_first_submissions_are_all_answered(scenario):
    """`AUSM_ROUNDS=50` plays as many rounds as the fault was measured with."""
    for _ in range(int(os.environ.get("AUSM_ROUNDS", "2"))):
        person = scenario.person()
        person.fill()
        submit = partial(person.submit, timeout=60)
        outcomes = together(*[partial(submit, key=f"key-{n}") for n in range(20)])
        assert failed(outcomes) == []
        assert {one["review"]["round"] for one in outcomes} == {1}


def test_R3_6_2_first_writes_at_once_begin_one_record(scenario, person):
    person.collection()
    years = range(2000, 2006)
    outcomes = together(
        *[
            lambda year=year: person.call(
                "add_education", body={"start_month": f"{year}-01", "end_month": f"{year}-06"}
            )
            for year in years
        ]
    )
    assert failed(outcomes) == []
    assert len(scenario.rows("SELECT * FROM records")) == 1
    final = person.collection()
    assert len(final["educations"]) == len(years)
    assert final["version"] == len(years)


@pytest.fixture
def meeting(scenario):
    """Run calls so that all of them have begun before the first can write the record."""

    def meeting(person, *calls):
        holder = scenario.db.engine.connect()
        holder.execute(
            text("SELECT 1 FROM records WHERE person_id = :id FOR UPDATE"),
            {"id": person.person_id},
        )
        release = eventlet.spawn_after(0.5, holder.close)
        outcomes = together(*calls)
        release.wait()
        return outcomes

    return meeting


def test_R3_3_2_crossing_rows_at_once_leave_one(person, meeting):
    person.call("save_scope", body={"scope": "accountant"})
    body = {"start_month": "2005-09", "end_month": "2009-07"}
    outcomes = meeting(person, *[lambda: person.call("add_education", body=body)] * 3)
    assert [type(one) for one in failed(outcomes)] == [ValidationFailed] * 2
    assert len(person.collection()["educations"]) == 1


def test_R3_6_2_of_two_tabs_one_writes(person, meeting):
    version = person.call("save_scope", body={"scope": "accountant"})["version"]
    outcomes = meeting(
        person,
        *[
            lambda scope=scope: person.call(
                "save_scope", body={"scope": scope}, expected_version=version
            )
            for scope in ("exam_candidate", "qualified_not_working")
        ],
    )
    [stale] = failed(outcomes)
    assert isinstance(stale, PreconditionFailed)
    [written] = [one for one in outcomes if one is not stale]
    assert stale.details["current"]["scope"] == written["scope"]


def test_R3_6_2_an_edit_during_a_submission_is_included_or_refused(scenario, person, meeting):
    person.fill()
    basic = person.collection()["basic"]
    changed = {**basic, "postal_address": "后来改的新地址"}
    meeting(person, person.submit, lambda: person.call("save_basic", body=changed))
    answer = person.collection()
    data = scenario.reviewer().on(answer["review"]["case_id"], "get_review")["data"]
    assert data["basic"]["postal_address"] == answer["basic"]["postal_address"]


@pytest.mark.parametrize("attempt", range(4))
def test_R3_6_2_withdraw_or_claim_but_not_both(scenario, submitted, attempt):
    reviewer = scenario.reviewer()
    calls = [
        lambda: submitted.call("withdraw_collection"),
        lambda: reviewer.on(submitted.case_id, "claim_review"),
    ]
    outcomes = together(*(calls if attempt % 2 else reversed(calls)))
    [refused] = failed(outcomes)
    assert isinstance(refused, Conflict)
    status = submitted.collection()["status"]
    claimed = refused.code == "casework.being_reviewed"
    assert status == ("under_review" if claimed else "draft")


def test_R6_3_a_decision_and_a_resubmission_do_not_block_each_other(scenario, submitted):
    reviewer = scenario.reviewer()
    reasons = [{"item": "basic.details", "code": "other", "note": "请核对"}]
    for number in range(3):
        reviewer.on(submitted.case_id, "claim_review")
        outcomes = together(
            lambda: reviewer.on(submitted.case_id, "return_review", body={"reasons": reasons}),
            submitted.submit,
        )
        # Before the return the submission is the open one; after it nothing has been mended yet.
        assert [type(one) for one in failed(outcomes)] in ([], [ValidationFailed])
        assert submitted.collection()["status"] == "returned"
        basic = submitted.collection()["basic"]
        changed = {**basic, "postal_address": f"北京市海淀区成府路{number}号"}
        submitted.call("save_basic", body=changed)
        assert submitted.submit()["review"]["round"] == number + 2
