"""A running transfer service beside a collection and an identity that the test plays."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from chassis.db import open_database

sys.path.insert(0, str(Path(__file__).parent))

from transfer.service import TransferService
from transfer_factories import Arbiter, PlayedCollection, PlayedIdentity, Stage


@pytest.fixture
def stage(
    run_service: Callable[..., Any],
    rpc_client: Callable[[str], Any],
    published_events: Any,
    service_database: Callable[[str], str],
    object_store: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Stage:
    """A stage on which everybody can act."""
    arbiter = Arbiter()
    monkeypatch.setattr(PlayedCollection, "arbiter", arbiter)
    played = service_database("notify")
    for service in (PlayedCollection, PlayedIdentity):
        run_service(service, AUSM_DATABASE_URL=played)
    run_service(TransferService)
    db = open_database(service_database("transfer"), "transfer")
    return Stage(rpc_client("transfer"), db, published_events, object_store, arbiter)
