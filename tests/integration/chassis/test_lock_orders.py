"""R8.1: two orders of locking are found before they meet as a deadlock."""

import pytest
from chassis.db import open_database
from sqlalchemy import text
from support.lock_orders import LockOrders

TABLES = """
    CREATE TABLE one (id int PRIMARY KEY);
    CREATE TABLE two (id int PRIMARY KEY REFERENCES one);
    CREATE TABLE guard (id int PRIMARY KEY)
"""
ROWS = "INSERT INTO one VALUES (1), (2); INSERT INTO two VALUES (1); INSERT INTO guard VALUES (1)"
GUARD = "SELECT id FROM guard FOR UPDATE"
ONE, TWO = "SELECT id FROM one WHERE id = 1 FOR UPDATE", "UPDATE two SET id = 1 WHERE id = 1"


@pytest.fixture
def play(service_database, one_lock_order):
    """`play([statements], …)` runs one transaction each and returns the circle they make."""
    db = open_database(service_database("probe"), "probe")
    with db.unit_of_work() as uow:
        uow.session.execute(text(TABLES))
        uow.session.execute(text(ROWS))

    def run(*transactions):
        orders = LockOrders()
        with orders.listening():
            for statements in transactions:
                with db.unit_of_work() as uow:
                    for statement in statements:
                        uow.session.execute(text(statement))
        return orders.circle()

    yield run
    one_lock_order.forget({"one", "two", "guard"})
    db.engine.dispose()


def test_R8_1_two_orders_are_found_with_an_example_of_each(play):
    circle = play([ONE, TWO], [TWO, ONE])
    assert len(circle) == 2
    assert all("test_R8_1_two_orders_are_found" in step for step in circle)


@pytest.mark.parametrize(
    "transactions",
    [
        pytest.param([[ONE, TWO], [ONE, TWO]], id="one-order"),
        pytest.param([[ONE], [TWO], [TWO], [ONE]], id="transactions-of-their-own"),
        pytest.param([[ONE, TWO, ONE], [ONE, TWO]], id="what-is-held-is-not-waited-for"),
        pytest.param([[ONE, TWO], [TWO, f"{ONE} SKIP LOCKED"]], id="what-is-skipped-is-not-either"),
        pytest.param([[GUARD, ONE, TWO], [GUARD, TWO, ONE]], id="both-under-a-third"),
        pytest.param([[ONE, TWO], ["INSERT INTO two VALUES (2)", TWO, ONE]], id="own-rows"),
        pytest.param([[ONE, TWO], [TWO, "UPDATE one SET id = 3 WHERE id = 9"]], id="no-row"),
    ],
)
def test_R8_1_one_order_is_no_circle(play, transactions):
    assert play(*transactions) == []


def test_R8_1_a_guard_counts_only_if_all_hold_it(play):
    assert play([GUARD, ONE, TWO], [GUARD, TWO, ONE], [TWO, ONE])


def test_R8_1_a_child_locks_the_key_of_its_parent(play):
    assert play([TWO, "INSERT INTO two VALUES (2)"], [ONE, TWO])
