"""The queue of open transfers is read through its index, however many are decided: R6.2."""

import pytest
from casework.cases.queries import CaseFilters, list_cases
from casework.domain.actors import Actor
from chassis.clock import utc_now
from chassis.db import open_database
from sqlalchemy import event, text
from transfer.review_kinds import REVIEW
from transfer_factories import HAIDIAN, make_staff

MANY = """
INSERT INTO cases (case_id, kind, person_id, masked_name, state, authority_id, authority_name,
                   authority_path, round, submitted_at, due_at, decided_at, reasons, version)
SELECT gen_random_uuid(), 'transfer', gen_random_uuid(), '张*',
       CASE WHEN n % 500 = 0 THEN 'awaiting_release' WHEN n % 500 = 1 THEN 'submitted'
            ELSE 'approved' END,
       'au-110108', '北京市海淀区财政局', '/au-110000/au-110108/', 1,
       now() - n * interval '1 minute', now() - n * interval '1 minute', now(), '[]', 1
FROM generate_series(1, 20000) AS n
"""


@pytest.fixture
def db(service_database):
    opened = open_database(service_database("transfer"), "transfer")
    with opened.unit_of_work() as uow:
        uow.session.execute(text(MANY))
    with opened.engine.begin() as connection:
        connection.execute(text("ANALYZE cases"))
    yield opened
    opened.engine.dispose()


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param(CaseFilters(), id="R6.2-open"),
        pytest.param(CaseFilters("awaiting_release"), id="R5.2.2-awaiting-release"),
        pytest.param(CaseFilters(assignee="none"), id="R6.2-nobody-has-it"),
    ],
)
def test_open_cases_are_found_by_index(db, filters: CaseFilters) -> None:
    statements: list[str] = []

    def note(connection, cursor, statement, parameters, *rest) -> None:
        statements.append(cursor.mogrify(statement, parameters).decode())

    event.listen(db.engine, "before_cursor_execute", note)
    page = db.read(list_cases, REVIEW, Actor(make_staff(HAIDIAN)), utc_now(), filters)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(page["items"]) == 20
    [statement] = statements
    with db.engine.connect() as connection:
        plan = "\n".join(
            row[0] for row in connection.exec_driver_sql("EXPLAIN " + statement.replace("%", "%%"))
        )
    # The partial indexes hold open cases only; they match because those are of three states.
    assert "ix_cases_due" in plan or "ix_cases_queue" in plan, plan
