"""Two reviewers at the same moment: one wins, the other is told, nothing is done twice."""

import eventlet
import pytest
from casework.use_cases import approve_case, claim_case, return_case
from chassis.db import open_database
from contracts.errors import ServiceError


def at_once(bench, *jobs):
    """Run the jobs in as many transactions at the same time; return answers or error codes."""
    url = bench.db.engine.url.render_as_string(hide_password=False)

    def work(desk, use_case, case_id, values):
        db = open_database(url, "collection", desk.context)
        try:
            return db.run(use_case, bench.review, case_id, desk.reviewer, **values)["status"]
        except ServiceError as error:
            return error.code
        finally:
            db.engine.dispose()

    threads = [eventlet.spawn(work, *job) for job in jobs]
    return [thread.wait() for thread in threads]


@pytest.mark.parametrize("attempt", range(3))
def test_R6_2_one_of_many_claims_wins(bench, attempt):
    case_id = bench.submit()
    desks = [bench.desk(f"s{number}", bench.haidian) for number in range(6)]
    answers = at_once(bench, *((desk, claim_case, case_id, {}) for desk in desks))
    assert sorted(set(answers)) == ["casework.claimed_by_other", "under_review"]
    assert answers.count("under_review") == 1


def test_R6_3_same_approval_sent_many_times_is_done_once(bench):
    case_id = bench.submit()
    desk = bench.desk("s1", bench.haidian)
    at_once(bench, (desk, claim_case, case_id, {}))
    answers = at_once(bench, *[(desk, approve_case, case_id, {})] * 5)
    assert answers == ["approved"] * 5
    assert bench.case(case_id).outcome == "approved;"
    assert [name for name, _ in bench.events()].count("collection_approved") == 1


def test_R6_3_approve_and_return_at_once_give_one_decision(bench):
    case_id = bench.submit()
    desk = bench.desk("s1", bench.haidian)
    at_once(bench, (desk, claim_case, case_id, {}))
    reasons = {"reasons": [{"item": "authority", "code": "unclear"}]}
    answers = at_once(
        bench, (desk, approve_case, case_id, {}), (desk, return_case, case_id, reasons)
    )
    assert "casework.already_decided" in answers
    decisions = [event.action for event in bench.history(case_id)][2:]
    assert len(decisions) == 1
    assert bench.case(case_id).outcome in ("approved;", "returned;")
