"""Withdrawing, forwarding, claims swept up, and the person's own view."""

from dataclasses import replace

import pytest
from casework.cases.person_queries import get_person_review
from casework.cases.queries import CaseFilters, find_latest_case, list_cases
from casework.cases.use_cases import (
    approve_case,
    claim_case,
    expire_claims,
    forward_case,
    withdraw_case,
)
from contracts.context import CallContext
from contracts.errors import Conflict, NotFound, ValidationFailed

PERSON = "8c7b0ad2-6a9f-4d4b-9d57-000000000001"


def withdraw(scenario, case_id, person_id=PERSON):
    context = CallContext(actor_id=person_id, actor_kind="person")
    return scenario.run(context, withdraw_case, scenario.review, case_id, person_id)


def queue_of(reviewer):
    return [item["case_id"] for item in reviewer.read(list_cases, CaseFilters())["items"]]


@pytest.mark.parametrize("claimed", [False, True])
def test_R6_3_forwarded_case_changes_queue_and_keeps_its_clock(scenario, claimed):
    haidian = scenario.reviewer("s1", scenario.haidian)
    xicheng = scenario.reviewer("s2", scenario.xicheng)
    case_id = scenario.submit()
    before = scenario.case(case_id)
    scenario.advance(days=2)
    if claimed:
        haidian.run(claim_case, case_id)
    haidian.run(forward_case, case_id, scenario.xicheng, "单位在西城")
    after = scenario.case(case_id)
    for kept in ("submitted_at", "due_at", "limit_at", "round"):
        assert getattr(after, kept) == getattr(before, kept)
    assert (queue_of(haidian), queue_of(xicheng)) == ([], [case_id])
    assert xicheng.run(claim_case, case_id)["status"] == "under_review"
    with pytest.raises(NotFound):
        haidian.run(claim_case, case_id)
    name, data = scenario.events()[-1]
    assert (name, data["authority_name"], data["note"]) == (
        "collection_forwarded",
        "北京市西城区财政局",
        "单位在西城",
    )
    assert scenario.history(case_id)[-2].note == "由北京市海淀区财政局转来：单位在西城"


def test_R6_3_forward_refused(scenario):
    reviewer = scenario.reviewer("s1", scenario.haidian)
    case_id = scenario.submit()
    closed = replace(scenario.xicheng, accepts_cases=False)
    for target, code in (
        (scenario.haidian, "casework.same_authority"),
        (closed, "casework.authority_not_available"),
    ):
        with pytest.raises(ValidationFailed) as caught:
            reviewer.run(forward_case, case_id, target, "转")
        assert caught.value.details["errors"][0]["code"] == code


def test_R6_3_forward_of_a_case_claimed_by_another_refused(scenario):
    case_id = scenario.submit()
    scenario.reviewer("s1", scenario.haidian).run(claim_case, case_id)
    with pytest.raises(Conflict) as caught:
        scenario.reviewer("s2", scenario.haidian).run(forward_case, case_id, scenario.xicheng, "转")
    assert caught.value.code == "casework.claimed_by_other"


def test_R3_6_2_withdrawn_while_unclaimed_and_submitted_again(scenario):
    case_id = scenario.submit(person_id=PERSON)
    assert withdraw(scenario, case_id).state == "withdrawn"
    assert withdraw(scenario, case_id).version == 2
    assert queue_of(scenario.reviewer("s1", scenario.haidian)) == []
    scenario.submit(scenario.xicheng, case_id=case_id, person_id=PERSON)
    assert queue_of(scenario.reviewer("s2", scenario.xicheng)) == [case_id]


def test_R3_6_2_no_withdrawal_while_claimed(scenario):
    case_id = scenario.submit(person_id=PERSON)
    scenario.reviewer("s1", scenario.haidian).run(claim_case, case_id)
    with pytest.raises(Conflict) as caught:
        withdraw(scenario, case_id)
    assert caught.value.code == "casework.being_reviewed"
    scenario.advance(minutes=31)
    assert withdraw(scenario, case_id).state == "withdrawn"


def test_R3_6_2_nobody_withdraws_for_another(scenario):
    case_id = scenario.submit(person_id=PERSON)
    with pytest.raises(NotFound):
        withdraw(scenario, case_id, "8c7b0ad2-6a9f-4d4b-9d57-000000000009")


def test_R6_3_open_or_approved_case_is_not_submitted_again(scenario):
    reviewer = scenario.reviewer("s1", scenario.haidian)
    case_id = scenario.submit(person_id=PERSON)
    with pytest.raises(Conflict):
        scenario.submit(case_id=case_id, person_id=PERSON)
    reviewer.run(claim_case, case_id)
    reviewer.run(approve_case, case_id)
    with pytest.raises(Conflict):
        scenario.submit(case_id=case_id, person_id=PERSON)


def test_R6_2_sweep_puts_expired_claims_back(scenario):
    reviewer = scenario.reviewer("s1", scenario.haidian)
    expired, kept = scenario.submit(), scenario.submit()
    reviewer.run(claim_case, expired)
    scenario.advance(minutes=20)
    reviewer.run(claim_case, kept)
    scenario.advance(minutes=11)
    assert scenario.run(CallContext(), expire_claims, scenario.review) == 1
    assert scenario.run(CallContext(), expire_claims, scenario.review) == 0
    assert (scenario.case(expired).state, scenario.case(kept).state) == (
        "submitted",
        "under_review",
    )
    assert scenario.history(expired)[-1].actor_name == "系统"


def test_R3_6_1_person_sees_place_and_expected_date(scenario):
    scenario.submit()
    scenario.submit(scenario.xicheng)
    scenario.advance(days=1)
    case_id = scenario.submit(person_id=PERSON)
    case = scenario.db.read(find_latest_case, scenario.review, PERSON)
    assert case.case_id == case_id
    seen = scenario.db.read(get_person_review, scenario.review, case, scenario.now)
    assert seen["queue_position"] == 2
    assert seen["expected_at"] == "2026-12-01"
    assert seen["available_actions"] == ["withdraw"]
    assert seen["authority"]["name"] == "北京市海淀区财政局"


def test_R3_6_1_expected_date_from_this_authoritys_own_decisions(scenario):
    reviewer = scenario.reviewer("s1", scenario.haidian)
    decided = [scenario.submit() for _ in range(5)]
    scenario.advance(days=2)
    for case_id in decided:
        reviewer.run(claim_case, case_id)
        reviewer.run(approve_case, case_id)
    quick = scenario.submit()
    unknown = scenario.submit(scenario.xicheng)
    seen = [
        scenario.db.read(get_person_review, scenario.review, scenario.case(case_id), scenario.now)
        for case_id in (quick, unknown)
    ]
    assert [view["expected_at"] for view in seen] == ["2026-11-27", "2026-12-02"]
    done = scenario.db.read(
        get_person_review, scenario.review, scenario.case(decided[0]), scenario.now
    )
    assert (done["queue_position"], done["expected_at"]) == (None, None)
