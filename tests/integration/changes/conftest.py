"""The changes service on real servers; identity and collection are fakes."""

import sys
from pathlib import Path

import pytest
from changes.service import ChangesService
from chassis.db import open_database

sys.path.insert(0, str(Path(__file__).parent))

from changes_factories import Scenario
from changes_fakes import CollectionState, FakeCollection, FakeIdentity


@pytest.fixture
def scenario(run_service, rpc_client, object_store, service_database):
    FakeIdentity.people, FakeIdentity.staff_files = {}, {}
    FakeIdentity.staff_employers, FakeIdentity.staff_facts = {}, {}
    FakeCollection.state = CollectionState()
    for fake in (FakeIdentity, FakeCollection):
        run_service(fake, AUSM_DATABASE_URL="postgresql://unused")
    run_service(ChangesService)
    db = open_database(service_database("changes"), "tests")
    yield Scenario(rpc_client("changes"), object_store, db)
    db.engine.dispose()


@pytest.fixture
def person(scenario):
    return scenario.person()
