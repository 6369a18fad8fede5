"""Closed cases follow their person's record; what was decided stays in the numbers (R5.2.2, ADR 0074)."""

import uuid
from itertools import permutations

import pytest
from casework.attachments.access import case_is_visible
from casework.cases.counts import summarise_cases
from casework.cases.queries import CaseFilters, get_case_detail, list_cases
from casework.cases.use_cases import (
    approve_case,
    claim_case,
    return_case,
    withdraw_case,
)
from casework.domain.policies import CasePolicy
from casework.quality.queries import get_statistics, list_second_reviews
from casework.quality.use_cases import decide_second_review
from contracts.context import CallContext
from contracts.errors import NotFound

REASONS = [{"item": "basic.photo", "code": "unclear", "note": "不清晰"}]


@pytest.fixture
def person_id():
    return str(uuid.uuid4())


@pytest.fixture
def closed(scenario, person_id):
    """One case approved by Haidian and sampled, one returned, one withdrawn."""
    scenario.review.first_policy = CasePolicy(second_review_per_mille=1000)
    reviewer = scenario.reviewer("s1", scenario.haidian)
    approved, returned, withdrawn = (scenario.submit(person_id=person_id) for _ in range(3))
    for case_id in (approved, returned):
        reviewer.run(claim_case, case_id)
    reviewer.run(approve_case, approved)
    reviewer.run(return_case, returned, REASONS)
    context = CallContext(actor_id=person_id, actor_kind="person")
    scenario.run(context, withdraw_case, scenario.review, withdrawn, person_id)
    return {"approved": approved, "returned": returned, "withdrawn": withdrawn}


def seen(staff):
    return {one["case_id"] for one in staff.read(list_cases, CaseFilters("all"))["items"]}


def test_R5_2_2_lists_details_and_search_follow(scenario, closed, person_id):
    former, above = (scenario.reviewer("s1", one) for one in (scenario.haidian, scenario.beijing))
    present = scenario.reviewer("s9", scenario.hebei)
    assert (seen(former), seen(above), seen(present)) == (set(closed.values()),) * 2 + (set(),)
    scenario.follow(person_id, scenario.hebei)
    assert (seen(former), seen(above), seen(present)) == (set(), set(), set(closed.values()))
    for case_id in closed.values():
        assert present.read(get_case_detail, case_id, {})["history"]
        with pytest.raises(NotFound):
            former.read(get_case_detail, case_id, {})
    by_number = CaseFilters("all", text="11010519491231002X")
    assert len(present.read(list_cases, by_number)["items"]) == 3
    assert former.read(list_cases, by_number)["items"] == []
    narrowed = CaseFilters("all", authority_id="au-130000")
    assert len(present.read(list_cases, narrowed)["items"]) == 3


def test_R5_2_2_counts_follow_the_lists_and_decisions_stay(scenario, closed, person_id):
    former, present = (
        scenario.reviewer("s1", scenario.haidian),
        scenario.reviewer("s9", scenario.hebei),
    )
    before = former.read(summarise_cases)
    assert before["decided"] == {"approved": 1, "returned": 1, "released": 0, "moved_away": 0}
    scenario.follow(person_id, scenario.hebei)
    after, there = former.read(summarise_cases), present.read(summarise_cases)
    assert after["decided"] == {"approved": 1, "returned": 1, "released": 0, "moved_away": 2}
    assert there["decided"] == dict.fromkeys(after["decided"], 0)
    for status in ("approved", "returned", "withdrawn", "second_reviews"):
        assert (before[status], after[status], there[status]) == (status != "second_reviews", 0, 1)


def test_R5_2_2_second_reviews_follow_and_their_statistics_stay(scenario, closed, person_id):
    scenario.follow(person_id, scenario.hebei)
    colleague = scenario.reviewer("s2", scenario.haidian)
    present = scenario.reviewer("s9", scenario.hebei)
    assert colleague.read(list_second_reviews)["items"] == []
    with pytest.raises(NotFound):
        colleague.run(decide_second_review, closed["approved"], "confirmed")
    [row] = present.read(list_second_reviews)["items"]
    assert row["available_actions"] == ["confirm", "object"]
    present.run(decide_second_review, closed["approved"], "confirmed")
    [counted] = scenario.db.read(get_statistics, scenario.review, colleague.actor)["items"]
    assert (counted["approved_by"]["staff_id"], counted["confirmed"]) == ("s1", 1)
    assert scenario.db.read(get_statistics, scenario.review, present.actor)["items"] == []


def test_R5_2_2_files_of_a_case_follow(scenario, closed, person_id):
    case_model = scenario.review.case_model

    def visible(authority):
        prefix = authority.path
        shown = case_is_visible(
            lambda path: path.startswith(prefix), case_model.case_id, case_model
        )
        case = case_model.case_id == closed["approved"]
        return scenario.db.read(
            lambda session: session.query(case_model).filter(case, shown).count()
        )

    assert (visible(scenario.haidian), visible(scenario.hebei)) == (1, 0)
    scenario.follow(person_id, scenario.hebei)
    assert (visible(scenario.haidian), visible(scenario.hebei)) == (0, 1)


def test_R5_2_2_back_home_is_as_before(scenario, closed, person_id):
    former = scenario.reviewer("s1", scenario.haidian)
    before = former.read(summarise_cases)
    scenario.follow(person_id, scenario.hebei, 2)
    scenario.follow(person_id, scenario.haidian, 3)
    assert former.read(summarise_cases) == before
    assert scenario.case(closed["approved"]).custodian_path is None


@pytest.mark.parametrize("order", list(permutations((2, 3, 3, 4))), ids=str)
def test_R5_2_2_moves_in_any_order_and_repeated_end_the_same(scenario, person_id, order):
    """Hebei, then Xicheng, then Hebei's neighbour: the last one keeps the case, whatever arrives when."""
    reviewer, case_id = (
        scenario.reviewer("s1", scenario.haidian),
        scenario.submit(person_id=person_id),
    )
    reviewer.run(claim_case, case_id)
    reviewer.run(approve_case, case_id)
    places = {2: scenario.hebei, 3: scenario.beijing, 4: scenario.xicheng}
    for version in order:
        scenario.follow(person_id, places[version], version)
    assert scenario.case(case_id).custodian_path == scenario.xicheng.path
    assert seen(scenario.reviewer("s9", scenario.xicheng)) == {case_id}
    assert seen(scenario.reviewer("s8", scenario.hebei)) == set()


def test_R5_2_2_what_is_open_stays_where_it_is_decided(scenario, person_id):
    case_id = scenario.submit(person_id=person_id)
    scenario.follow(person_id, scenario.hebei)
    assert seen(scenario.reviewer("s1", scenario.haidian)) == {case_id}
    other = scenario.submit()
    assert seen(scenario.reviewer("s1", scenario.haidian)) == {case_id, other}


def test_R5_2_2_a_resubmission_lies_with_its_authority_alone(scenario, closed, person_id):
    scenario.follow(person_id, scenario.hebei)
    returned = scenario.submit(scenario.xicheng, closed["returned"], person_id)
    assert seen(scenario.reviewer("s1", scenario.xicheng)) == {returned}
    assert returned not in seen(scenario.reviewer("s9", scenario.hebei))
