"""Two reviewers at the same moment: one wins, the other is refused, nothing is done twice."""

import eventlet
import pytest
from casework.cases.counts import summarise_cases
from casework.cases.queries import CaseFilters, get_case_detail, list_cases
from casework.cases.use_cases import approve_case, claim_case, return_case, unclaim_case
from chassis.db import open_database
from contracts.errors import ServiceError


def at_once(scenario, *jobs):
    """Run the jobs in as many transactions at the same time; return answers or error codes."""
    url = scenario.db.engine.url.render_as_string(hide_password=False)

    def work(reviewer, use_case, case_id, values):
        db = open_database(url, "collection", reviewer.context)
        try:
            return db.run(use_case, scenario.review, case_id, reviewer.actor, **values)["status"]
        except ServiceError as error:
            return error.code
        finally:
            db.engine.dispose()

    threads = [eventlet.spawn(work, *job) for job in jobs]
    return [thread.wait() for thread in threads]


@pytest.mark.parametrize("attempt", range(3))
def test_R6_2_one_of_many_claims_wins(scenario, attempt):
    case_id = scenario.submit()
    reviewers = [scenario.reviewer(f"s{number}", scenario.haidian) for number in range(6)]
    answers = at_once(scenario, *((reviewer, claim_case, case_id, {}) for reviewer in reviewers))
    assert sorted(set(answers)) == ["casework.claimed_by_other", "under_review"]
    assert answers.count("under_review") == 1


def test_R6_3_same_approval_sent_many_times_is_done_once(scenario):
    case_id = scenario.submit()
    reviewer = scenario.reviewer("s1", scenario.haidian)
    at_once(scenario, (reviewer, claim_case, case_id, {}))
    answers = at_once(scenario, *[(reviewer, approve_case, case_id, {})] * 5)
    assert answers == ["approved"] * 5
    assert scenario.case(case_id).outcome == "approved;"
    assert [name for name, _ in scenario.events()].count("collection_approved") == 1


def test_R6_3_approve_and_return_at_once_give_one_decision(scenario):
    case_id = scenario.submit()
    reviewer = scenario.reviewer("s1", scenario.haidian)
    at_once(scenario, (reviewer, claim_case, case_id, {}))
    reasons = {"reasons": [{"item": "authority", "code": "unclear"}]}
    answers = at_once(
        scenario, (reviewer, approve_case, case_id, {}), (reviewer, return_case, case_id, reasons)
    )
    assert "casework.already_decided" in answers
    decisions = [event.action for event in scenario.history(case_id)][2:]
    assert len(decisions) == 1
    assert scenario.case(case_id).outcome in ("approved;", "returned;")


def test_R6_3_whoever_comes_while_another_decides_waits_and_is_refused(scenario):
    """The second begins before the first has committed, however fast the machine is."""
    case_id = scenario.submit()
    reviewer = scenario.reviewer("s1", scenario.haidian)
    at_once(scenario, (reviewer, claim_case, case_id, {}))

    class Deliberate(type(scenario.review)):
        def on_approved(self, uow, case):
            eventlet.sleep(0.5)
            super().on_approved(uow, case)

    scenario.review = Deliberate()
    reasons = {"reasons": [{"item": "authority", "code": "unclear"}]}
    answers = at_once(
        scenario, (reviewer, approve_case, case_id, {}), (reviewer, return_case, case_id, reasons)
    )
    assert sorted(answers) in (
        ["approved", "casework.already_decided"],
        ["casework.already_decided", "returned"],
    )
    assert scenario.case(case_id).outcome in ("approved;", "returned;")


def test_R6_2_a_claim_is_the_same_on_every_page_at_once(scenario):
    """List, record page, counts and the offer of steps say it in the moment of the claim."""
    case_id = scenario.submit()
    holder, other = (
        scenario.reviewer("s1", scenario.haidian),
        scenario.reviewer("s2", scenario.haidian),
    )
    for step in (claim_case, unclaim_case):
        holder.run(step, case_id)
        for reviewer in (holder, other):
            [listed] = reviewer.read(list_cases, CaseFilters())["items"]
            detail = reviewer.read(get_case_detail, case_id, {})
            assert {name: detail[name] for name in listed} == listed
            claimed_condition = step is claim_case
            assert (listed["claimed_by"] is not None) == claimed_condition
            counts = reviewer.read(summarise_cases)
            assert (counts["under_review"], counts["unassigned"]) == (
                claimed_condition,
                not claimed_condition,
            )
            may_claim = not claimed_condition
            assert ("claim" in listed["available_actions"]) == may_claim
