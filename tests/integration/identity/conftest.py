"""A running identity service."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from chassis.clock import utc_now
from chassis.db import open_database
from contracts.context import CallContext
from identity.seed.authorities import load_authorities
from identity.service import IdentityService

sys.path.insert(0, str(Path(__file__).parent))

from chassis import passwords
from identity_factories import (
    AUTHORITIES,
    PASSWORD,
    SIGNING_KEY,
    Scenario,
    authority_row,
    person,
)
from staff_factories import USERNAME, enrol


@pytest.fixture
def start(
    run_service: Callable[..., Any],
    rpc_client: Callable[[str], Any],
    published_events: Any,
    service_database: Callable[[str], str],
    object_store: Any,
) -> Callable[..., Scenario]:
    """`start(AUSM_SANDBOX="0")` → a scenario with identity running under these settings."""

    def make(hurried: frozenset[str] = frozenset(), **settings: str) -> Scenario:
        db = open_database(service_database("identity"), "identity")
        with db.unit_of_work() as uow:
            for authority_id in AUTHORITIES:
                uow.session.add(authority_row(authority_id))
                uow.session.flush()
        chosen = {"AUSM_JWT_PRIVATE_KEY": SIGNING_KEY, **settings}
        run_service(IdentityService, hurried={"chain_audit", *hurried}, **chosen)
        return Scenario(rpc_client("identity"), db, published_events, object_store)

    return make


@pytest.fixture
def identity(start: Callable[..., Scenario]) -> Scenario:
    """A scenario with identity running."""
    return start()


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The moment of every command of the test: no hour and no day ends between two of them."""
    now = utc_now()
    monkeypatch.setattr("chassis.db.database.utc_now", lambda: now)
    return now


@pytest.fixture
def applicant(identity: Scenario) -> CallContext:
    return person(identity.register(name="古丽·买买提")[0])


@pytest.fixture
def staff(identity: Scenario) -> CallContext:
    """A member of staff with a password and no second factor."""
    return identity.employ("au-110108", username=USERNAME, password_hash=passwords.hash(PASSWORD))


@pytest.fixture
def secret(identity: Scenario, staff: CallContext) -> str:
    """The secret of somebody who enrolled long enough ago."""
    return enrol(identity)[0]


@pytest.fixture
def admin(identity: Scenario) -> CallContext:
    """The administrator of Beijing."""
    hashed = passwords.hash(PASSWORD)
    return identity.employ("au-110000", "authority_admin", username="bjadmin", password_hash=hashed)


@pytest.fixture
def platform(identity: Scenario) -> CallContext:
    """An administrator of the platform."""
    identity.db.run(load_authorities)
    hashed = passwords.hash(PASSWORD)
    return identity.employ("au-000000", "platform_admin", username="root", password_hash=hashed)
