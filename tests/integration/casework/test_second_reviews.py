"""Second reviews: sampled from the approvals, done by another, counted as they are listed (R6.3)."""

import pytest
from casework.cases.counts import summarise_cases
from casework.cases.queries import get_case_detail
from casework.cases.use_cases import approve_case, claim_case
from casework.domain.policies import CasePolicy
from casework.quality.queries import get_statistics, list_second_reviews
from casework.quality.use_cases import decide_second_review
from contracts.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    ValidationFailed,
)
from contracts.schemas.reviews import SecondReview
from sqlalchemy import event

REASONS = [{"item": "basic.photo", "code": "unclear", "note": "与证件不符"}]


@pytest.fixture
def approved(scenario):
    """A case that the first reviewer has approved, and that was sampled."""
    scenario.review.first_policy = CasePolicy(second_review_per_mille=1000)
    return approve(scenario)


def approve(scenario, **case):
    first, case_id = scenario.reviewer("s1", scenario.haidian), scenario.submit(**case)
    first.run(claim_case, case_id)
    first.run(approve_case, case_id)
    return case_id


def decide(reviewer, case_id, outcome="confirmed", **more):
    return reviewer.run(decide_second_review, case_id, outcome, **more)


def listed(reviewer, status="open"):
    return [one["case_id"] for one in reviewer.read(list_second_reviews, status)["items"]]


def test_R6_3_another_reviewer_confirms(scenario, approved):
    second = scenario.reviewer("s2", scenario.haidian)
    [row] = second.read(list_second_reviews)["items"]
    assert SecondReview().validate(row) == {}
    assert row["available_actions"] == ["confirm", "object"]
    answer = decide(second, approved, note="一致", expected_version=row["version"])
    assert (answer["status"], answer["reviewed_by"]["staff_id"]) == ("confirmed", "s2")
    assert decide(second, approved) == answer
    assert (listed(second), listed(second, "confirmed")) == ([], [approved])
    assert scenario.case(approved).state == "approved"


def test_R6_3_an_objection_is_shown_with_its_reasons_and_counted(scenario, approved):
    second = scenario.reviewer("s2", scenario.haidian)
    decide(second, approved, "objected", reasons=REASONS, note="请核查")
    admin = scenario.reviewer("a", scenario.beijing, roles=("authority_admin",))
    [row] = admin.read(list_second_reviews, "objected")["items"]
    assert row["reasons"][0]["item_label"] == "基本信息：标准证件照片"
    assert (row["note"], row["available_actions"]) == ("请核查", [])
    assert admin.read(summarise_cases)["objections"] == 1
    [counts] = scenario.db.read(get_statistics, scenario.review, admin.actor)["items"]
    assert counts["approved_by"]["staff_id"] == "s1"
    assert (counts["open"], counts["confirmed"], counts["objected"]) == (0, 0, 1)
    detail = admin.read(get_case_detail, approved, {})
    assert detail["second_review"]["status"] == "objected"
    assert (scenario.case(approved).state, scenario.case(approved).outcome) == (
        "approved",
        "approved;",
    )


def test_R6_3_never_the_first_reviewer_nor_the_persons_own_file(scenario, approved):
    first = scenario.reviewer("s1", scenario.haidian)
    assert listed(first) == []
    with pytest.raises(Forbidden) as caught:
        decide(first, approved)
    assert caught.value.code == "casework.own_approval"
    own = scenario.reviewer("s2", scenario.haidian, person_id=scenario.case(approved).person_id)
    with pytest.raises(Forbidden) as caught:
        decide(own, approved)
    assert caught.value.code == "casework.own_file"
    with pytest.raises(NotFound):
        decide(scenario.reviewer("s3", scenario.xicheng), approved)


@pytest.fixture
def statements(scenario):
    """What the database is asked, one text a statement."""
    asked = []

    def note(connection, cursor, statement, *rest):
        asked.append(statement)

    event.listen(scenario.db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(scenario.db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("number", [1, 4], ids=["R6.4-one-row", "R6.4-many-rows"])
def test_each_row_says_who_must_leave_it_to_others(scenario, approved, statements, number):
    shared = {"employers": ("bureau",)}
    colleagues = {approve(scenario, **shared) for _ in range(number)}
    own = scenario.case(approved).person_id
    second = scenario.reviewer(
        "s2", scenario.haidian, person_id=own, employer_indexes=("bureau", "other")
    )
    statements.clear()
    rows = {one["case_id"]: one for one in second.read(list_second_reviews)["items"]}
    assert len(statements) == 1
    shown = {case_id: row["conflict"]["code"] for case_id, row in rows.items()}
    assert shown == {approved: "casework.own_file"} | dict.fromkeys(
        colleagues, "casework.own_employer"
    )
    assert all(row["available_actions"] == [] for row in rows.values())
    assert "须回避" in rows[min(colleagues)]["conflict"]["text"]
    for case_id in colleagues:
        with pytest.raises(Forbidden) as caught:
            decide(second, case_id)
        assert caught.value.code == "casework.own_employer"
    free = scenario.reviewer("s3", scenario.haidian, employer_indexes=("other",))
    for row in free.read(list_second_reviews)["items"]:
        assert (row["conflict"], row["available_actions"]) == (None, ["confirm", "object"])


def test_R6_3_counts_are_the_lengths_of_the_lists(scenario, approved):
    for _ in range(3):
        approve(scenario)
    decide(scenario.reviewer("s2", scenario.haidian), approved)
    reviewers = [
        *(scenario.reviewer(name, scenario.haidian) for name in ("s1", "s2")),
        scenario.reviewer("b", scenario.beijing),
        scenario.reviewer("x", scenario.xicheng),
        scenario.reviewer("a", scenario.haidian, roles=("auditor",)),
    ]
    counts = [reviewer.read(summarise_cases)["second_reviews"] for reviewer in reviewers]
    assert counts == [len(listed(reviewer)) for reviewer in reviewers] == [0, 3, 3, 0, 3]


def test_R6_3_one_outcome_and_no_second_opinion_of_a_second_opinion(scenario, approved):
    decide(scenario.reviewer("s2", scenario.haidian), approved)
    for name, outcome, reasons in (("s3", "confirmed", []), ("s2", "objected", REASONS)):
        reviewer = scenario.reviewer(name, scenario.haidian)
        with pytest.raises(Conflict) as caught:
            decide(reviewer, approved, outcome, reasons=reasons)
        assert caught.value.code == "casework.second_review_settled"
        assert ("其他审核人员" in caught.value.message) == (name == "s3")


def test_R6_3_objections_give_reasons_and_confirmations_none(scenario, approved):
    second = scenario.reviewer("s2", scenario.haidian)
    unknown = [{"item": "shoe", "code": "unclear"}]
    for outcome, reasons in (("objected", []), ("objected", unknown), ("confirmed", REASONS)):
        with pytest.raises(ValidationFailed):
            decide(second, approved, outcome, reasons=reasons)
    with pytest.raises(PreconditionFailed):
        decide(second, approved, expected_version=9)
    assert listed(second) == [approved]


def test_R6_3_what_was_not_sampled_is_not_reviewed_again(scenario):
    scenario.review.first_policy = CasePolicy(second_review_per_mille=0)
    case_id = approve(scenario)
    with pytest.raises(NotFound) as caught:
        decide(scenario.reviewer("s2", scenario.haidian), case_id)
    assert caught.value.code == "casework.not_drawn"
    assert (
        scenario.reviewer("s2", scenario.haidian).read(get_case_detail, case_id, {})[
            "second_review"
        ]
        is None
    )


def test_R6_3_a_page_goes_on_where_the_last_one_ended(scenario, approved):
    ids = {approved, *(approve(scenario) for _ in range(4))}
    reviewer, seen, cursor = scenario.reviewer("s2", scenario.haidian), [], None
    while True:
        page = reviewer.read(list_second_reviews, cursor=cursor, limit=2)
        seen += [one["case_id"] for one in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert (len(seen), set(seen)) == (5, ids)
