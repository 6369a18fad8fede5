"""Collection, changes and transfer on one broker, each with its database; identity is a fake."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from changes.service import ChangesService
from chassis.db import open_database
from collection.service import CollectionService
from transfer.service import TransferService

sys.path.insert(0, str(Path(__file__).parent))
# The persons and staff of collection act here too.
sys.path.insert(0, str(Path(__file__).parent.parent / "collection"))

from cross_service_actors import CrossService, Identity
from cross_service_invariants import REVIEWS

SERVICES = {
    "collection": CollectionService,
    "changes": ChangesService,
    "transfer": TransferService,
}


class PatientClient:
    """A caller that waits longer than people do: a busy machine is no fault of the rules."""

    def __init__(self, client):
        self._client = client

    def call(self, method, **kwargs):
        return self._client.call(method, timeout=60, **kwargs)


@pytest.fixture
def services(run_service, rpc_client, object_store, service_database, monkeypatch):
    Identity.people.clear()
    for review in REVIEWS.values():  # every approval is sampled
        sampled = replace(review.first_policy, second_review_per_mille=1000)
        monkeypatch.setattr(type(review), "first_policy", sampled)
    run_service(Identity, AUSM_DATABASE_URL="postgresql://unused")
    for service in SERVICES.values():
        run_service(service)
    dbs = {name: open_database(service_database(name), name) for name in SERVICES}
    clients = {name: PatientClient(rpc_client(name)) for name in SERVICES}
    yield CrossService(clients, dbs, object_store)
    for db in dbs.values():
        db.engine.dispose()
