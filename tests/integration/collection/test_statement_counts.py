"""No statement per row: the number of statements does not grow with the data."""

from contextlib import contextmanager

import pytest
from chassis.nameko_runtime.periodic_job import PeriodicJob
from sqlalchemy import event

# What the service sends on its own clock, whatever is asked of it.
BACKGROUND = ("advisory", "outbox", "inbox", "periodic")


@pytest.fixture
def count(scenario, monkeypatch):
    """Collect what the service sends to the database in a with-block; its jobs rest meanwhile."""
    engine = scenario.container.database.engine
    for job in (one for one in scenario.container.entrypoints if isinstance(one, PeriodicJob)):
        # A timer goes on to its next tick once this one has ended.
        monkeypatch.setattr(job, "handle_timer_tick", job.worker_complete.send)

    @contextmanager
    def counting():
        statements = []

        def note(_connection, _cursor, statement, *_):
            statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        yield statements
        event.remove(engine, "before_cursor_execute", note)

    return counting


def statements_of(count, call):
    with count() as statements:
        call()
    return [one for one in statements if not any(word in one for word in BACKGROUND)]


def add_rows(person, years):
    for year in years:
        months = {"start_month": f"{year}-01", "end_month": f"{year}-06"}
        parts = [{**months, "posts": ["cashier"]}]
        employment = person.employment(
            kinds=("employment_proof",), accounting_experiences=parts, **months
        )
        person.call("add_employment", body=employment)
        person.call("add_education", body=person.education(**months))


def test_R8_1_a_collection_is_read_in_a_fixed_number_of_statements(person, count):
    add_rows(person, [1990])
    few = statements_of(count, person.collection)
    add_rows(person, range(1991, 1999))
    many = statements_of(count, person.collection)
    assert len(many) == len(few) <= 9


def test_R8_1_the_home_page_costs_one_statement(submitted, count):
    assert len(statements_of(count, lambda: submitted.call("get_status"))) == 1


def test_R8_1_a_queue_is_read_in_a_fixed_number_of_statements(scenario, submitted, count):
    reviewer = scenario.reviewer()

    def look():
        return reviewer.call("list_reviews", kind="collection")

    few = statements_of(count, look)
    for _ in range(3):
        other = scenario.person()
        other.fill()
        other.submit()
    many = statements_of(count, look)
    assert len(look()["items"]) == 4
    assert len(many) == len(few)


def test_R8_1_a_submission_costs_no_statement_per_row(scenario, person, count):
    person.fill()
    first = statements_of(count, person.submit)
    other = scenario.person()
    other.fill()
    add_rows(other, range(1990, 1998))
    person_with_more = statements_of(count, other.submit)
    assert len(person_with_more) <= len(first) + 1
