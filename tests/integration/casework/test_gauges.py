"""R6.2: what waits for review, in gauges that agree with the queues."""

from types import SimpleNamespace

import pytest
from casework.cases.counts import summarise_cases
from casework.cases.gauges import LEVELS, MEANINGS, ReviewGauges
from casework.cases.kinds import Authority
from casework.cases.use_cases import approve_case, claim_case
from sqlalchemy import event, text


@pytest.fixture
def count(scenario):
    """Return a function that reads the gauges as {(name, level): value}."""
    source = ReviewGauges()
    service = SimpleNamespace(reviews={"collection": scenario.review})
    source.container = SimpleNamespace(service_cls=service)

    def count():
        gauges = scenario.db.read(lambda session: list(source.read(session, scenario.now)))
        assert {gauge.labels["kind"] for gauge in gauges} == {"collection"}
        return {
            (gauge.name.removeprefix("ausm_reviews_"), gauge.labels["level"]): gauge.value
            for gauge in gauges
        }

    return count


def test_R6_2_nothing_open_is_zero_for_every_level(count):
    counted = count()
    assert set(counted) == {(name, level) for name in MEANINGS for level in LEVELS}
    assert set(counted.values()) == {0}


def test_R6_2_gauges_are_by_the_level_of_the_authority(scenario, count):
    for authority in (scenario.haidian, scenario.xicheng, scenario.beijing):
        scenario.submit(authority)
    scenario.submit(Authority("au-gone", "撤销的机关", "/au-gone/"))
    counted = count()
    assert [counted["open", level] for level in LEVELS] == [0, 1, 0, 2, 0, 1]


def test_R6_2_gauges_agree_with_the_queue(scenario, count):
    reviewer = scenario.reviewer("s1", scenario.haidian)
    for _ in range(3):
        scenario.submit()
    scenario.advance(days=8)
    decided, claimed, ran_out = scenario.submit(), scenario.submit(), scenario.submit()
    reviewer.run(claim_case, ran_out)
    scenario.advance(minutes=40)
    for case_id in (decided, claimed):
        reviewer.run(claim_case, case_id)
    reviewer.run(approve_case, decided)
    queue = reviewer.read(summarise_cases)
    counted = count()
    assert {name: counted[name, "county"] for name in ("open", "overdue", "unclaimed")} == {
        "open": queue["open"],
        "overdue": queue["overdue"],
        "unclaimed": queue["unassigned"],
    }
    assert (queue["open"], queue["overdue"], queue["unassigned"]) == (5, 3, 4)


def test_R6_2_cases_past_the_limit_call_for_the_superior(scenario, count):
    scenario.submit()
    scenario.advance(days=8)
    assert (count()["overdue", "county"], count()["past_limit", "county"]) == (1, 0)
    scenario.advance(days=8)
    assert count()["past_limit", "county"] == 1


MANY = """
    INSERT INTO sample_cases (case_id, kind, person_id, masked_name, state, authority_id,
        authority_name, authority_path, round, submitted_at, due_at, limit_at, decided_at,
        reasons, version)
    SELECT gen_random_uuid(), 'collection', gen_random_uuid(), '张*',
        CASE WHEN n <= 100 THEN 'submitted' ELSE 'approved' END, 'au-110108', '海淀', '/a/', 1,
        now(), now(), now(), CASE WHEN n > 100 THEN now() END, '[]', 1
      FROM generate_series(1, 20000) n
"""


def test_R6_2_gauges_never_walk_over_all_that_is_open(scenario, count):
    """Of 20,000 cases 100 are open, and kept counts, claims and what is overdue are read."""
    engine, asked = scenario.db.engine, []
    with engine.begin() as connection:
        connection.execute(text(MANY))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE sample_cases"))

    def note(_connection, _cursor, statement, parameters, _context, _many):
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    assert count()["open", "county"] == 100
    event.remove(engine, "before_cursor_execute", note)
    assert len(asked) == 3
    with engine.connect() as connection:
        for statement, parameters in asked:
            rows = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
            plan = "\n".join(row[0] for row in rows)
            assert "Seq Scan on sample_cases" not in plan, plan
