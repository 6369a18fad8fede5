"""Collection on real servers; identity is a fake."""

import json
import sys
from pathlib import Path

import pytest
from chassis.db import open_database
from collection.service import CollectionService

sys.path.insert(0, str(Path(__file__).parent))

from collection_factories import Scenario
from collection_fakes import FakeIdentity


@pytest.fixture
def identity(run_service):
    FakeIdentity.people = {}
    return run_service(FakeIdentity, AUSM_DATABASE_URL="postgresql://unused")


@pytest.fixture
def scenario(identity, run_service, rpc_client, object_store, service_database):
    container = run_service(CollectionService)
    db = open_database(service_database("collection"), "tests")
    yield Scenario(rpc_client("collection"), object_store, db, container)
    db.engine.dispose()


@pytest.fixture
def person(scenario):
    return scenario.person()


@pytest.fixture
def submitted(person):
    """A person whose collection is under review at Haidian, with the case id."""
    person.fill()
    answer = person.submit()
    person.case_id = answer["review"]["case_id"]
    return person


@pytest.fixture
def body_text():
    return lambda answer: json.dumps(answer, ensure_ascii=False)
