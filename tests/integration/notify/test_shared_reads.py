"""The unread counts of several people at once, as the gateway asks for them."""

import uuid

import pytest
from contracts.context import CallContext
from contracts.errors import Forbidden
from notify.service import NotifyService
from sqlalchemy import create_engine, text

GATEWAY = CallContext(actor_id="gateway", actor_kind="service")


@pytest.fixture
def call(run_service, rpc_client):
    run_service(NotifyService, AUSM_SANDBOX="1")
    return rpc_client("notify").call


def test_R7_1_counts_of_many_are_each_ones_own(call, service_database):
    reader, nobody = str(uuid.uuid4()), str(uuid.uuid4())
    engine = create_engine(
        service_database("notify").replace("postgresql://", "postgresql+psycopg2://")
    )
    with engine.begin() as connection:
        statement = text("INSERT INTO mailboxes (person_id, unread) VALUES (:person, 3)")
        connection.execute(statement, {"person": reader})
    engine.dispose()
    answer = call("list_unread", context=GATEWAY, person_ids=[reader, nobody])
    assert answer == {"items": {reader: {"unread": 3}, nobody: {"unread": 0}}}


def test_R8_4_nobody_but_a_service_asks_for_others(call):
    me = CallContext(actor_id=str(uuid.uuid4()), actor_kind="person")
    with pytest.raises(Forbidden):
        call("list_unread", context=me, person_ids=[me.actor_id])
