"""Pages stay true while rows come and go."""

from datetime import timedelta
from itertools import chain

import pytest
from chassis.clock import utc_now
from chassis.db import open_database, page
from probe.models import Thing
from sqlalchemy import event, select


@pytest.fixture
def db(service_database):
    database = open_database(service_database("probe"), "probe")
    yield database
    database.engine.dispose()


@pytest.fixture
def titles(db):
    """25 things, five at each moment, so that the second column has to decide."""
    began = utc_now()

    def fill(uow):
        for n in range(25):
            made_at = began + timedelta(seconds=n // 5)
            uow.session.add(Thing(thing_id=uow.new_id(), title=f"{n:02}", made_at=made_at))

    db.run(fill)
    return [f"{n:02}" for n in range(25)]


NEWEST = [Thing.made_at.desc(), Thing.title]
OLDEST = [Thing.made_at, Thing.title]


def read(db, columns, limit, stmt=None):
    found, cursor = [], None
    while True:
        answer = db.read(
            page,
            stmt if stmt is not None else select(Thing),
            columns,
            cursor,
            limit,
            lambda t: {"title": t.title},
        )
        found.append([item["title"] for item in answer["items"]])
        cursor = answer["next_cursor"]
        if cursor is None:
            return found


@pytest.mark.parametrize("limit", [1, 3, 5, 24, 25, 26])
def test_R8_2_pages_together_are_the_whole(db, titles, limit):
    pages = read(db, OLDEST, limit)
    assert list(chain(*pages)) == titles
    assert all(len(items) == limit for items in pages[:-1])


@pytest.mark.parametrize("limit", [1, 4, 25])
def test_R8_2_the_latest_first(db, titles, limit):
    latest = [Thing.made_at.desc(), Thing.title.desc()]
    assert list(chain(*read(db, latest, limit))) == titles[::-1]


def test_R8_2_a_page_deep_inside_is_read_from_its_cursor_on(db, titles):
    statements = []

    def note(connection, cursor, statement, parameters, *rest):
        statements.append(cursor.mogrify(statement, parameters).decode())

    event.listen(db.engine, "before_cursor_execute", note)
    read(db, [Thing.made_at, Thing.thing_id], 20)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE INDEX ON things (made_at, thing_id)")
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statements[1]}"))
    # As a filter it would be a walk over all that came before.
    assert "Index Cond: (ROW(" in plan, plan
    assert "Filter" not in plan, plan


def test_R8_2_directions_may_differ(db, titles):
    by_moment = [titles[n : n + 5] for n in range(0, 25, 5)]
    assert list(chain(*read(db, NEWEST, 4))) == list(chain(*reversed(by_moment)))


def test_R8_2_rows_that_come_meanwhile_move_nothing(db, titles):
    first = db.read(page, select(Thing), NEWEST, None, 10, lambda t: {"title": t.title})
    db.run(
        lambda uow: uow.session.add(
            Thing(thing_id=uow.new_id(), title="new", made_at=uow.now + timedelta(days=1))
        )
    )
    second = db.read(
        page, select(Thing), NEWEST, first["next_cursor"], 100, lambda t: {"title": t.title}
    )
    seen = [item["title"] for item in first["items"] + second["items"]]
    assert sorted(seen) == titles


@pytest.mark.parametrize(("asked", "got"), [(None, 20), (0, 20), (-5, 1), (1000, 25)])
def test_R8_2_the_limit_is_kept_in_bounds(db, titles, asked, got):
    answer = db.read(page, select(Thing), OLDEST, None, asked, lambda t: {"title": t.title})
    assert len(answer["items"]) == got


def test_rows_of_several_columns_keep_their_names(db, titles):
    stmt = select(Thing.title, Thing.made_at)
    assert list(chain(*read(db, OLDEST, 10, stmt))) == titles


def test_a_page_is_one_statement(db, titles):
    statements = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    db.read(page, select(Thing), OLDEST, None, 20, lambda t: {"title": t.title, "id": t.thing_id})
    assert len([s for s in statements if "FROM things" in s]) == 1
