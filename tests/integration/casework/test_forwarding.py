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


def withdraw(bench, case_id, person_id=PERSON):
    context = CallContext(actor_id=person_id, actor_kind="person")
    return bench.run(context, withdraw_case, bench.review, case_id, person_id)


def queue_of(desk):
    return [item["case_id"] for item in desk.reads(list_cases, CaseFilters())["items"]]


@pytest.mark.parametrize("claimed", [False, True])
def test_R6_3_forwarded_case_changes_queue_and_keeps_its_clock(bench, claimed):
    haidian, xicheng = bench.desk("s1", bench.haidian), bench.desk("s2", bench.xicheng)
    case_id = bench.submit()
    before = bench.case(case_id)
    bench.passes(days=2)
    if claimed:
        haidian.does(claim_case, case_id)
    haidian.does(forward_case, case_id, bench.xicheng, "单位在西城")
    after = bench.case(case_id)
    assert (after.submitted_at, after.due_at, after.limit_at, after.round) == (
        before.submitted_at,
        before.due_at,
        before.limit_at,
        before.round,
    )
    assert (queue_of(haidian), queue_of(xicheng)) == ([], [case_id])
    assert xicheng.does(claim_case, case_id)["status"] == "under_review"
    with pytest.raises(NotFound):
        haidian.does(claim_case, case_id)
    name, data = bench.events()[-1]
    assert (name, data["authority_name"], data["note"]) == (
        "collection_forwarded",
        "北京市西城区财政局",
        "单位在西城",
    )
    assert bench.history(case_id)[-2].note == "由北京市海淀区财政局转来：单位在西城"


def test_R6_3_forward_refused(bench):
    desk = bench.desk("s1", bench.haidian)
    case_id = bench.submit()
    closed = replace(bench.xicheng, accepts_cases=False)
    for target, code in (
        (bench.haidian, "casework.same_authority"),
        (closed, "casework.authority_not_available"),
    ):
        with pytest.raises(ValidationFailed) as caught:
            desk.does(forward_case, case_id, target, "转")
        assert caught.value.details["errors"][0]["code"] == code


def test_R6_3_forward_of_a_case_held_by_another_refused(bench):
    case_id = bench.submit()
    bench.desk("s1", bench.haidian).does(claim_case, case_id)
    with pytest.raises(Conflict) as caught:
        bench.desk("s2", bench.haidian).does(forward_case, case_id, bench.xicheng, "转")
    assert caught.value.code == "casework.claimed_by_other"


def test_R3_6_2_withdrawn_while_unclaimed_and_submitted_again(bench):
    case_id = bench.submit(person_id=PERSON)
    assert withdraw(bench, case_id).state == "withdrawn"
    assert withdraw(bench, case_id).version == 2
    assert queue_of(bench.desk("s1", bench.haidian)) == []
    bench.submit(bench.xicheng, case_id=case_id, person_id=PERSON)
    assert queue_of(bench.desk("s2", bench.xicheng)) == [case_id]


def test_R3_6_2_no_withdrawal_while_claimed(bench):
    case_id = bench.submit(person_id=PERSON)
    bench.desk("s1", bench.haidian).does(claim_case, case_id)
    with pytest.raises(Conflict) as caught:
        withdraw(bench, case_id)
    assert caught.value.code == "casework.being_reviewed"
    bench.passes(minutes=31)
    assert withdraw(bench, case_id).state == "withdrawn"


def test_R3_6_2_nobody_withdraws_for_another(bench):
    case_id = bench.submit(person_id=PERSON)
    with pytest.raises(NotFound):
        withdraw(bench, case_id, "8c7b0ad2-6a9f-4d4b-9d57-000000000009")


def test_R6_3_open_or_approved_case_is_not_submitted_again(bench):
    desk = bench.desk("s1", bench.haidian)
    case_id = bench.submit(person_id=PERSON)
    with pytest.raises(Conflict):
        bench.submit(case_id=case_id, person_id=PERSON)
    desk.does(claim_case, case_id)
    desk.does(approve_case, case_id)
    with pytest.raises(Conflict):
        bench.submit(case_id=case_id, person_id=PERSON)


def test_R6_2_sweep_puts_expired_claims_back(bench):
    desk = bench.desk("s1", bench.haidian)
    expired, kept = bench.submit(), bench.submit()
    desk.does(claim_case, expired)
    bench.passes(minutes=20)
    desk.does(claim_case, kept)
    bench.passes(minutes=11)
    assert bench.run(CallContext(), expire_claims, bench.review) == 1
    assert bench.run(CallContext(), expire_claims, bench.review) == 0
    assert (bench.case(expired).state, bench.case(kept).state) == ("submitted", "under_review")
    assert bench.history(expired)[-1].actor_name == "系统"


def test_R3_6_1_person_sees_place_and_expected_date(bench):
    bench.submit()
    bench.submit(bench.xicheng)
    bench.passes(days=1)
    case_id = bench.submit(person_id=PERSON)
    case = bench.db.read(find_latest_case, bench.review, PERSON)
    assert case.case_id == case_id
    seen = bench.db.read(get_person_review, bench.review, case, bench.now)
    assert seen["queue_position"] == 2
    assert seen["expected_at"] == "2026-12-01"
    assert seen["available_actions"] == ["withdraw"]
    assert seen["authority"]["name"] == "北京市海淀区财政局"


def test_R3_6_1_expected_date_from_this_authoritys_own_decisions(bench):
    desk = bench.desk("s1", bench.haidian)
    decided = [bench.submit() for _ in range(5)]
    bench.passes(days=2)
    for case_id in decided:
        desk.does(claim_case, case_id)
        desk.does(approve_case, case_id)
    quick = bench.submit()
    unknown = bench.submit(bench.xicheng)
    seen = [
        bench.db.read(get_person_review, bench.review, bench.case(case_id), bench.now)
        for case_id in (quick, unknown)
    ]
    assert [view["expected_at"] for view in seen] == ["2026-11-27", "2026-12-02"]
    done = bench.db.read(get_person_review, bench.review, bench.case(decided[0]), bench.now)
    assert (done["queue_position"], done["expected_at"]) == (None, None)
