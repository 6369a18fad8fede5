"""The transfer service on a real database and broker, beside a collection that the test plays."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from chassis.service import rpc
from contracts.context import CallContext
from contracts.errors import Unauthenticated, Unavailable
from contracts.schemas.transfer import Eligibility
from sqlalchemy import create_engine
from transfer.models import Base
from transfer.service import TransferService

PERSON = CallContext(actor_id="person-1", actor_kind="person")
APPROVED = {
    "collection_status": "approved",
    "authority": {"authority_id": "au-110108", "name": "北京市海淀区财政局"},
    "version": 3,
}


class PlayedCollection:
    """Answers what the test wants, and notes who asked."""

    name = "collection"
    status = APPROVED
    asked_by: list[str] = []  # noqa: RUF012 - emptied by the fixture

    from chassis.db import Database

    db = Database(Base.metadata)

    @rpc
    def get_status(self):
        self.asked_by.append(self.db.context.actor_id)
        return self.status


@pytest.fixture
def collection(run_service, service_database, monkeypatch):
    monkeypatch.setattr(PlayedCollection, "asked_by", [])
    monkeypatch.setattr(PlayedCollection, "status", APPROVED)
    run_service(PlayedCollection, AUSM_DATABASE_URL=service_database("transfer"))
    return PlayedCollection


@pytest.fixture
def transfer(run_service, rpc_client):
    run_service(TransferService)
    return rpc_client("transfer")


def test_R5_1_2_an_approved_person_may_ask(collection, transfer):
    answer = transfer.call("get_eligibility", context=PERSON)
    assert answer == {"eligible": True, "blockers": []}
    assert collection.asked_by == ["person-1"]


def test_R5_1_2_all_blockers_at_once(collection, transfer):
    collection.status = {
        "collection_status": "under_review",
        "authority": APPROVED["authority"],
        "version": 3,
        "open_kinds": ["change", "credit"],
    }
    answer = transfer.call("get_eligibility", context=PERSON, to_authority_id="au-110108")
    assert answer["eligible"] is False
    assert [blocker["code"] for blocker in answer["blockers"]] == [
        "transfer.collection_not_approved",
        "transfer.change_pending",
        "transfer.credit_pending",
        "transfer.same_authority",
    ]
    assert Eligibility().validate(answer) == {}


def test_R5_1_2_someone_who_has_not_begun(collection, transfer):
    collection.status = {"collection_status": "not_started", "authority": None, "version": 0}
    answer = transfer.call("get_eligibility", context=PERSON)
    assert [blocker["code"] for blocker in answer["blockers"]] == [
        "transfer.collection_not_approved"
    ]


def test_R5_1_2_staff_have_no_eligibility(transfer):
    with pytest.raises(Unauthenticated):
        transfer.call("get_eligibility", context=CallContext(actor_id="s", actor_kind="staff"))


def test_R8_1_without_collection_the_answer_is_unavailable_at_once(transfer):
    with pytest.raises(Unavailable):
        transfer.call("get_eligibility", context=PERSON)


def test_R8_1_health_names_what_is_needed(transfer):
    assert transfer.call("health")["status"] == "ok"


def test_models_are_what_the_migrations_make(service_database):
    engine = create_engine(service_database("transfer"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
