"""Queues: filters, order, pages, and counts that agree with the lists."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from casework.cases.counts import summarise_cases
from casework.cases.queries import COUNTED, CaseFilters, list_cases
from casework.cases.use_cases import approve_case, claim_case, return_case
from sqlalchemy import event


def ids(reviewer, cursor=None, limit=None, **filters):
    answer = reviewer.read(list_cases, CaseFilters(**filters), cursor, limit)
    return [item["case_id"] for item in answer["items"]]


@pytest.fixture
def filled(scenario):
    """Return a reviewer and one case in each situation."""
    reviewer = scenario.reviewer("s1", scenario.haidian)
    other = scenario.reviewer("s2", scenario.haidian)
    cases = {"late": scenario.submit()}
    scenario.advance(days=8)
    for name in ("waiting", "mine", "others", "expired", "approved", "returned"):
        cases[name] = scenario.submit(name=f"{name}*")
        scenario.advance(seconds=1)
    reviewer.run(claim_case, cases["expired"])
    scenario.advance(minutes=40)
    reviewer.run(claim_case, cases["mine"])
    other.run(claim_case, cases["others"])
    for name in ("approved", "returned"):
        reviewer.run(claim_case, cases[name])
    reviewer.run(approve_case, cases["approved"])
    reviewer.run(return_case, cases["returned"], [{"item": "authority", "code": "unclear"}])
    cases["elsewhere"] = scenario.submit(scenario.xicheng)
    return reviewer, cases


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param(
            {}, ["late", "waiting", "mine", "others", "expired"], id="R6.2-open-by-default"
        ),
        pytest.param(
            {"status": "submitted"}, ["late", "waiting", "expired"], id="R6.2-expired-is-submitted"
        ),
        pytest.param({"status": "under_review"}, ["mine", "others"], id="R6.2-under-review"),
        pytest.param({"status": "approved"}, ["approved"], id="R6.2-approved"),
        pytest.param({"status": "withdrawn"}, [], id="R6.2-withdrawn"),
        pytest.param({"overdue": True}, ["late"], id="R6.2-overdue"),
        pytest.param(
            {"overdue": False}, ["waiting", "mine", "others", "expired"], id="R6.2-not-overdue"
        ),
        pytest.param(
            {"assignee": "me", "status": "all"}, ["mine", "approved", "returned"], id="R6.2-mine"
        ),
        pytest.param({"assignee": "s2"}, ["others"], id="R6.2-a-colleagues"),
        pytest.param({"assignee": "none"}, ["late", "waiting", "expired"], id="R6.2-unassigned"),
        pytest.param({"text": "waiting*"}, ["waiting"], id="R6.2-by-masked-name"),
        pytest.param({"text": "wait%"}, [], id="R6.2-no-wildcards-from-outside"),
        pytest.param(
            {"text": " 11010519491231002X ", "overdue": True}, ["late"], id="R6.2-by-id-number"
        ),
        pytest.param({"authority_id": "au-110102"}, [], id="R6.1-other-authority-not-shown"),
    ],
)
def test_filters(filled, filters, expected):
    reviewer, cases = filled
    assert sorted(ids(reviewer, **filters)) == sorted(cases[name] for name in expected)


def test_R6_2_overdue_first_then_by_due_date(filled):
    reviewer, cases = filled
    assert ids(reviewer)[0] == cases["late"]
    items = reviewer.read(list_cases, CaseFilters())["items"]
    order = [(item["due_at"], item["submitted_at"], item["case_id"]) for item in items]
    assert order == sorted(order)


def test_R6_1_superior_sees_below_and_narrows_down(scenario, filled):
    _, cases = filled
    superior = scenario.reviewer("s9", scenario.beijing)
    assert cases["elsewhere"] in ids(superior)
    assert ids(superior, authority_id="au-110102") == [cases["elsewhere"]]
    assert len(ids(superior, authority_id="au-110000")) == 6
    assert ids(scenario.reviewer("s8", scenario.hebei), status="all") == []


@pytest.mark.parametrize("status", ["open", "all", "approved"])
def test_R8_2_pages_show_every_case_once(filled, status):
    reviewer, _ = filled
    whole = ids(reviewer, status=status)
    cursor, seen = None, []
    while True:
        answer = reviewer.read(list_cases, CaseFilters(status), cursor, 2)
        seen += [item["case_id"] for item in answer["items"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert seen == whole
    assert len(set(seen)) == len(seen)


def test_R6_2_latest_decision_first(scenario, filled):
    reviewer, cases = filled
    scenario.advance(minutes=1)
    reviewer.run(claim_case, cases["waiting"])
    reviewer.run(approve_case, cases["waiting"])
    assert ids(reviewer, status="approved") == [cases["waiting"], cases["approved"]]


@pytest.mark.parametrize("name", COUNTED)
def test_R6_2_count_equals_list(filled, name):
    reviewer, _ = filled
    counts = reviewer.read(summarise_cases)
    shown = reviewer.read(list_cases, COUNTED[name])["items"]
    assert counts[name] == len(shown)


def test_R6_2_a_page_is_one_query(scenario, filled):
    reviewer, _ = filled
    statements = []
    listen = (scenario.db.engine, "before_cursor_execute")

    def note(connection, cursor, statement, *rest):
        statements.append(statement)

    event.listen(*listen, note)
    try:
        reviewer.read(list_cases, CaseFilters("all"))
        reviewer.read(summarise_cases)
    finally:
        event.remove(*listen, note)
    # One for the page; two for the counts, of cases and of second reviews.
    assert len(statements) == 3


def test_R8_1_migration_makes_what_the_models_say(scenario):
    from_models = scenario.review.case_model.metadata
    with scenario.db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, from_models) == []
