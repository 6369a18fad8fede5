"""A running transfer service beside a collection and an identity that the test plays."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from chassis.db import open_database

sys.path.insert(0, str(Path(__file__).parent))

from transfer.service import TransferService
from transfer_factories import Scenario
from transfer_fakes import CollectionState, FakeCollection, FakeIdentity


@pytest.fixture
def scenario(
    run_service: Callable[..., Any],
    rpc_client: Callable[[str], Any],
    published_events: Any,
    service_database: Callable[[str], str],
    object_store: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Scenario:
    """A scenario on which everybody can act."""
    collection = CollectionState()
    monkeypatch.setattr(FakeCollection, "state", collection)
    played = service_database("notify")
    for service in (FakeCollection, FakeIdentity):
        run_service(service, AUSM_DATABASE_URL=played)
    run_service(TransferService)
    db = open_database(service_database("transfer"), "transfer")
    return Scenario(rpc_client("transfer"), db, published_events, object_store, collection)
