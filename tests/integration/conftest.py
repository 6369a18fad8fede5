"""Fixtures of all integration tests; run them under `nameko test`."""

from collections.abc import Iterator

import pytest
from chassis.testing import (  # noqa: F401
    object_store,
    process_settings,
    published_events,
    rpc_client,
    run_service,
    service_database,
    template_databases,
    vhost,
    vhosts,
)
from support.lock_orders import LockOrders


@pytest.fixture(scope="session", autouse=True)
def one_lock_order() -> Iterator[LockOrders]:
    """Fail a suite whose transactions lock the rows of two tables now in one order, now in the other."""
    orders = LockOrders()
    with orders.listening():
        yield orders
    assert orders.circle() == []
