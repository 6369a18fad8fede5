"""Counts that the database keeps: true after whatever statement, and while others write."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest
from casework.cases.counts import merge_counts, summarise_cases
from casework.cases.models import CLAIMED_OR_DECIDED_BY
from casework.cases.person_queries import get_person_review
from casework.cases.queries import CaseFilters, list_cases
from casework.cases.use_cases import approve_case, claim_case, forward_case
from contracts.context import CallContext
from sqlalchemy import text

KEPT = """
SELECT kind, authority_id, authority_path, state, due_at, sum(cases) AS cases
FROM sample_case_counts GROUP BY 1, 2, 3, 4, 5 HAVING sum(cases) <> 0 ORDER BY 1, 2, 3, 4, 5
"""
COUNTED = """
SELECT kind, authority_id, coalesce(custodian_path, authority_path), state,
       CASE WHEN state IN ('submitted', 'under_review') THEN due_at END AS due_at,
       count(*) AS cases
FROM sample_cases WHERE state <> 'draft' GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""

KEPT_DECISIONS = """
SELECT kind, authority_id, authority_path, decision, moved, sum(cases) AS cases
FROM sample_decision_counts WHERE decision <> 'released'
GROUP BY 1, 2, 3, 4, 5 HAVING sum(cases) <> 0 ORDER BY 1, 2, 3, 4, 5
"""
DECISIONS = """
SELECT kind, authority_id, authority_path, state, custodian_path IS NOT NULL, count(*)
FROM sample_cases WHERE state IN ('approved', 'returned')
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""


def rows(scenario, sql):
    return scenario.db.read(lambda session: session.execute(text(sql)).all())


def agree(scenario):
    """Return whether what is kept is what is there, and there is something at all."""
    there = rows(scenario, COUNTED)
    decided = rows(scenario, KEPT_DECISIONS) == rows(scenario, DECISIONS)
    return bool(there) and rows(scenario, KEPT) == there and decided


@pytest.fixture
def filled(scenario):
    """Twelve open cases in two authorities, on three days of submission."""
    for day in range(3):
        for place in (scenario.haidian, scenario.xicheng, scenario.haidian, scenario.haidian):
            scenario.submit(place, name=f"{day}*")
        scenario.advance(days=1)
    return scenario


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE sample_cases SET state = 'withdrawn'", id="R6.2-all-at-once"),
        pytest.param(
            "UPDATE sample_cases SET state = 'approved' WHERE masked_name = '1*'", id="R6.2-some"
        ),
        pytest.param(
            "UPDATE sample_cases SET authority_id = 'au-130000', authority_path = '/au-130000/'"
            " WHERE authority_id = 'au-110108'",
            id="R6.2-moved",
        ),
        pytest.param(
            "UPDATE sample_cases SET due_at = due_at + interval '1 day'", id="R6.2-due-later"
        ),
        pytest.param(
            "UPDATE sample_cases SET state = 'approved', custodian_path = '/au-130000/'"
            " WHERE masked_name <> '1*'",
            id="R5.2.2-kept-elsewhere",
        ),
        pytest.param("UPDATE sample_cases SET note = 'x'", id="R6.2-nothing-counted"),
        pytest.param("UPDATE sample_cases SET note = 'x' WHERE false", id="R6.2-nobody"),
        pytest.param(
            "UPDATE sample_cases SET state = 'draft' WHERE masked_name = '0*'", id="R6.2-drafts"
        ),
        pytest.param(
            "WITH gone AS (DELETE FROM sample_case_events)"
            " UPDATE sample_cases SET state = 'returned' WHERE masked_name = '2*'",
            id="R6.2-beside-another-statement",
        ),
    ],
)
def test_counts_are_kept_whatever_the_statement(filled, statement):
    assert agree(filled)
    with filled.db.engine.begin() as connection:
        connection.execute(text(statement))
    assert agree(filled)
    with filled.db.unit_of_work() as uow:
        merge_counts(uow, filled.review)
    assert agree(filled)


def test_R6_2_deleted_cases_are_counted_no_more(filled):
    with filled.db.engine.begin() as connection:
        connection.execute(text("DELETE FROM sample_case_events"))
        connection.execute(text("DELETE FROM sample_cases WHERE masked_name <> '1*'"))
    assert agree(filled)
    with filled.db.engine.begin() as connection:
        connection.execute(text("TRUNCATE sample_cases, sample_case_events"))
    for counts in ("sample_case_counts", "sample_decision_counts"):
        assert rows(filled, f"SELECT * FROM {counts}") == []


def test_R6_2_what_is_rolled_back_is_not_counted(filled):
    with filled.db.engine.connect() as connection:
        connection.execute(text("UPDATE sample_cases SET state = 'withdrawn'"))
        connection.rollback()
    assert agree(filled)


def test_R6_2_merging_leaves_one_row_a_number(filled):
    reviewer = filled.reviewer("s1", filled.beijing)
    before = reviewer.read(summarise_cases)
    assert len(rows(filled, "SELECT * FROM sample_case_counts")) == 12
    for _ in range(2):
        with filled.db.unit_of_work() as uow:
            merge_counts(uow, filled.review)
        assert len(rows(filled, "SELECT * FROM sample_case_counts")) == 6
        assert reviewer.read(summarise_cases) == before
    with filled.db.engine.begin() as connection:
        connection.execute(text("DELETE FROM sample_case_events"))
        connection.execute(text("DELETE FROM sample_cases"))
    with filled.db.unit_of_work() as uow:
        merge_counts(uow, filled.review)
    assert rows(filled, "SELECT * FROM sample_case_counts") == []


def write(scenario, name):
    states = cycle(["submitted", "withdrawn", "approved"])
    statement = text("UPDATE sample_cases SET state = :state WHERE masked_name = :name")
    with scenario.db.engine.connect() as connection:
        for _ in range(25):
            connection.execute(statement, {"state": next(states), "name": name})
            connection.commit()


def merge(scenario):
    for _ in range(25):
        with scenario.db.unit_of_work() as uow:
            merge_counts(uow, scenario.review)


def test_R6_2_counts_stand_while_many_write_and_several_merge(filled):
    """Writers never wait for each other, and no difference is lost or taken twice."""
    with ThreadPoolExecutor() as pool:
        writing = [pool.submit(write, filled, f"{day}*") for day in range(3)]
        merging = [pool.submit(merge, filled) for _ in range(2)]
        for done in (*writing, *merging):
            done.result(60)
    assert agree(filled)


def test_R6_2_place_counts_whole_days_and_those_before_on_the_same_day(scenario):
    """Twelve wait: the place of each is its place in the queue of its authority."""
    for _ in range(3):
        for place in (scenario.haidian, scenario.xicheng, scenario.haidian, scenario.haidian):
            scenario.submit(place)
            scenario.advance(minutes=1)
        scenario.advance(days=1)
    reviewer = scenario.reviewer("s1", scenario.haidian)
    queue = [item["case_id"] for item in reviewer.read(list_cases, CaseFilters())["items"]]
    assert len(queue) == 9
    assert len({scenario.case(case_id).due_at for case_id in queue}) == 3

    def positions():
        seen = [
            scenario.db.read(
                get_person_review, scenario.review, scenario.case(case_id), scenario.now
            )
            for case_id in queue
        ]
        return [one["queue_position"] for one in seen]

    assert positions() == list(range(1, 10))
    reviewer.run(claim_case, queue[0])
    reviewer.run(approve_case, queue[0])
    reviewer.run(forward_case, queue[4], scenario.xicheng, "转")
    assert [position for position in positions() if position] == [1, 2, 3, 3, 4, 5, 6, 7]


def test_R6_1_a_superior_narrows_down_to_authorities_that_have_cases(filled):
    reviewer = filled.reviewer("s1", filled.beijing)

    def found(authority_id):
        return reviewer.read(list_cases, CaseFilters(authority_id=authority_id))["items"]

    assert [len(found(one)) for one in ("au-110108", "au-110102", "au-110000")] == [9, 3, 12]
    assert found("au-130000") == found("au-1101") == []
    hebei = filled.reviewer("s2", filled.hebei)
    assert hebei.read(list_cases, CaseFilters(authority_id="au-110108"))["items"] == []


def test_R6_2_who_handled_a_case_is_one_person(filled):
    """The index of what somebody handled rests on it: holding and having decided never meet."""
    reviewer, other = filled.reviewer("s1", filled.haidian), filled.reviewer("s2", filled.haidian)
    first, second, *_ = [
        one["case_id"] for one in reviewer.read(list_cases, CaseFilters())["items"]
    ]
    reviewer.run(claim_case, first)
    reviewer.run(approve_case, first)
    other.run(claim_case, second)
    filled.db.context = CallContext()
    both = "claimed_by IS NOT NULL AND decided_by IS NOT NULL"
    assert rows(filled, f"SELECT 1 FROM sample_cases WHERE {both}") == []
    handled = f"SELECT {CLAIMED_OR_DECIDED_BY} FROM sample_cases WHERE {CLAIMED_OR_DECIDED_BY} IS NOT NULL ORDER BY 1"
    assert [row[0] for row in rows(filled, handled)] == ["s1", "s2"]
