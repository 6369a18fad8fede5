"""Second reviews: drawn from the approvals, done by another, counted as they are listed (R6.3)."""

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
def approved(bench):
    """A case that the first reviewer has approved, and that was drawn."""
    bench.review.first_policy = CasePolicy(second_review_per_mille=1000)
    return approve(bench)


def approve(bench, **case):
    first, case_id = bench.desk("s1", bench.haidian), bench.submit(**case)
    first.does(claim_case, case_id)
    first.does(approve_case, case_id)
    return case_id


def settle(desk, case_id, outcome="confirmed", **more):
    return desk.does(decide_second_review, case_id, outcome, **more)


def listed(desk, status="open"):
    return [one["case_id"] for one in desk.reads(list_second_reviews, status)["items"]]


def test_R6_3_another_reviewer_confirms(bench, approved):
    second = bench.desk("s2", bench.haidian)
    [row] = second.reads(list_second_reviews)["items"]
    assert SecondReview().validate(row) == {}
    assert row["available_actions"] == ["confirm", "object"]
    answer = settle(second, approved, note="一致", expected_version=row["version"])
    assert (answer["status"], answer["reviewed_by"]["staff_id"]) == ("confirmed", "s2")
    assert settle(second, approved) == answer
    assert (listed(second), listed(second, "confirmed")) == ([], [approved])
    assert bench.case(approved).state == "approved"


def test_R6_3_an_objection_is_shown_with_its_reasons_and_counted(bench, approved):
    second = bench.desk("s2", bench.haidian)
    settle(second, approved, "objected", reasons=REASONS, note="请核查")
    admin = bench.desk("a", bench.beijing, roles=("authority_admin",))
    [row] = admin.reads(list_second_reviews, "objected")["items"]
    assert row["reasons"][0]["item_label"] == "基本信息：标准证件照片"
    assert (row["note"], row["available_actions"]) == ("请核查", [])
    assert admin.reads(summarise_cases)["objections"] == 1
    [counts] = bench.db.read(get_statistics, bench.review, admin.actor)["items"]
    assert counts["approved_by"]["staff_id"] == "s1"
    assert (counts["open"], counts["confirmed"], counts["objected"]) == (0, 0, 1)
    detail = admin.reads(get_case_detail, approved, {})
    assert detail["second_review"]["status"] == "objected"
    assert (bench.case(approved).state, bench.case(approved).outcome) == ("approved", "approved;")


def test_R6_3_never_the_first_reviewer_nor_the_persons_own_file(bench, approved):
    first = bench.desk("s1", bench.haidian)
    assert listed(first) == []
    with pytest.raises(Forbidden) as caught:
        settle(first, approved)
    assert caught.value.code == "casework.own_approval"
    own = bench.desk("s2", bench.haidian, person_id=bench.case(approved).person_id)
    with pytest.raises(Forbidden) as caught:
        settle(own, approved)
    assert caught.value.code == "casework.own_file"
    with pytest.raises(NotFound):
        settle(bench.desk("s3", bench.xicheng), approved)


@pytest.fixture
def statements(bench):
    """What the database is asked, one text a statement."""
    asked = []

    def note(connection, cursor, statement, *rest):
        asked.append(statement)

    event.listen(bench.db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(bench.db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("number", [1, 4], ids=["R6.4-one-row", "R6.4-many-rows"])
def test_each_row_says_who_must_leave_it_to_others(bench, approved, statements, number):
    shared = {"employers": ("bureau",)}
    colleagues = {approve(bench, **shared) for _ in range(number)}
    own = bench.case(approved).person_id
    second = bench.desk("s2", bench.haidian, person_id=own, employer_indexes=("bureau", "other"))
    statements.clear()
    rows = {one["case_id"]: one for one in second.reads(list_second_reviews)["items"]}
    assert len(statements) == 1
    shown = {case_id: row["conflict"]["code"] for case_id, row in rows.items()}
    assert shown == {approved: "casework.own_file"} | dict.fromkeys(
        colleagues, "casework.own_employer"
    )
    assert all(row["available_actions"] == [] for row in rows.values())
    assert "须回避" in rows[min(colleagues)]["conflict"]["text"]
    for case_id in colleagues:
        with pytest.raises(Forbidden) as caught:
            settle(second, case_id)
        assert caught.value.code == "casework.own_employer"
    free = bench.desk("s3", bench.haidian, employer_indexes=("other",))
    for row in free.reads(list_second_reviews)["items"]:
        assert (row["conflict"], row["available_actions"]) == (None, ["confirm", "object"])


def test_R6_3_counts_are_the_lengths_of_the_lists(bench, approved):
    for _ in range(3):
        approve(bench)
    settle(bench.desk("s2", bench.haidian), approved)
    desks = [
        *(bench.desk(name, bench.haidian) for name in ("s1", "s2")),
        bench.desk("b", bench.beijing),
        bench.desk("x", bench.xicheng),
        bench.desk("a", bench.haidian, roles=("auditor",)),
    ]
    counts = [desk.reads(summarise_cases)["second_reviews"] for desk in desks]
    assert counts == [len(listed(desk)) for desk in desks] == [0, 3, 3, 0, 3]


def test_R6_3_one_outcome_and_no_second_opinion_of_a_second_opinion(bench, approved):
    settle(bench.desk("s2", bench.haidian), approved)
    for name, outcome, reasons in (("s3", "confirmed", []), ("s2", "objected", REASONS)):
        desk = bench.desk(name, bench.haidian)
        with pytest.raises(Conflict) as caught:
            settle(desk, approved, outcome, reasons=reasons)
        assert caught.value.code == "casework.second_review_settled"


def test_R6_3_objections_give_reasons_and_confirmations_none(bench, approved):
    second = bench.desk("s2", bench.haidian)
    unknown = [{"item": "shoe", "code": "unclear"}]
    for outcome, reasons in (("objected", []), ("objected", unknown), ("confirmed", REASONS)):
        with pytest.raises(ValidationFailed):
            settle(second, approved, outcome, reasons=reasons)
    with pytest.raises(PreconditionFailed):
        settle(second, approved, expected_version=9)
    assert listed(second) == [approved]


def test_R6_3_what_was_not_drawn_is_not_looked_at_again(bench):
    bench.review.first_policy = CasePolicy(second_review_per_mille=0)
    case_id = approve(bench)
    with pytest.raises(NotFound) as caught:
        settle(bench.desk("s2", bench.haidian), case_id)
    assert caught.value.code == "casework.not_drawn"
    assert (
        bench.desk("s2", bench.haidian).reads(get_case_detail, case_id, {})["second_review"] is None
    )


def test_R6_3_a_page_goes_on_where_the_last_one_ended(bench, approved):
    ids = {approved, *(approve(bench) for _ in range(4))}
    desk, seen, cursor = bench.desk("s2", bench.haidian), [], None
    while True:
        page = desk.reads(list_second_reviews, cursor=cursor, limit=2)
        seen += [one["case_id"] for one in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert (len(seen), set(seen)) == (5, ids)
