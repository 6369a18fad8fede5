"""Two reviewers at the same moment: one wins, the other is told, nothing is done twice."""

import eventlet
import pytest
from casework.cases.counts import summarise_cases
from casework.cases.queries import CaseFilters, get_case_detail, list_cases
from casework.cases.use_cases import approve_case, claim_case, return_case, unclaim_case
from chassis.db import open_database
from contracts.errors import ServiceError


def at_once(bench, *jobs):
    """Run the jobs in as many transactions at the same time; return answers or error codes."""
    url = bench.db.engine.url.render_as_string(hide_password=False)

    def work(desk, use_case, case_id, values):
        db = open_database(url, "collection", desk.context)
        try:
            return db.run(use_case, bench.review, case_id, desk.actor, **values)["status"]
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


def test_R6_3_whoever_comes_while_another_decides_waits_and_is_told(bench):
    """The second begins before the first has committed, however fast the machine is."""
    case_id = bench.submit()
    desk = bench.desk("s1", bench.haidian)
    at_once(bench, (desk, claim_case, case_id, {}))

    class Deliberate(type(bench.review)):
        def on_approved(self, uow, case):
            eventlet.sleep(0.5)
            super().on_approved(uow, case)

    bench.review = Deliberate()
    reasons = {"reasons": [{"item": "authority", "code": "unclear"}]}
    answers = at_once(
        bench, (desk, approve_case, case_id, {}), (desk, return_case, case_id, reasons)
    )
    assert sorted(answers) in (
        ["approved", "casework.already_decided"],
        ["casework.already_decided", "returned"],
    )
    assert bench.case(case_id).outcome in ("approved;", "returned;")


def test_R6_2_a_claim_is_the_same_on_every_page_at_once(bench):
    """List, record page, counts and the offer of steps say it in the moment of the claim."""
    case_id = bench.submit()
    holder, other = bench.desk("s1", bench.haidian), bench.desk("s2", bench.haidian)
    for step in (claim_case, unclaim_case):
        holder.does(step, case_id)
        for desk in (holder, other):
            [listed] = desk.reads(list_cases, CaseFilters())["items"]
            detail = desk.reads(get_case_detail, case_id, {})
            assert {name: detail[name] for name in listed} == listed
            claimed_condition = step is claim_case
            assert (listed["claimed_by"] is not None) == claimed_condition
            counts = desk.reads(summarise_cases)
            assert (counts["under_review"], counts["unassigned"]) == (
                claimed_condition,
                not claimed_condition,
            )
            may_claim = not claimed_condition
            assert ("claim" in listed["available_actions"]) == may_claim
