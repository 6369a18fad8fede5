"""Eligibility, health and tables of the transfer service: R5.1.2, R8.1."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from chassis.migrate import alembic_config
from contracts.context import CallContext
from contracts.errors import Forbidden, Unauthenticated, Unavailable
from contracts.schemas.transfer import Eligibility
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool
from transfer.models import Base
from transfer.service import TransferService
from transfer_cast import HAIDIAN, PUDONG, Stage


def test_R5_1_2_an_approved_person_may_ask(stage: Stage) -> None:
    answer = stage.call("get_eligibility", stage.settle(), to_authority_id=PUDONG)
    assert answer == {"eligible": True, "blockers": []}


def test_R5_1_2_all_blockers_at_once(stage: Stage) -> None:
    person = stage.settle(status="under_review")
    stage.arbiter.open[person.actor_id] = {"case-1": "change", "case-2": "reward_penalty"}
    answer = stage.call("get_eligibility", person, to_authority_id=HAIDIAN)
    assert answer["eligible"] is False
    assert [blocker["code"] for blocker in answer["blockers"]] == [
        "transfer.collection_not_approved",
        "transfer.change_pending",
        "transfer.reward_penalty_pending",
        "transfer.same_authority",
    ]
    assert Eligibility().validate(answer) == {}


def test_R5_1_2_someone_who_has_not_begun(stage: Stage) -> None:
    person = stage.settle(home="", status="not_started")
    answer = stage.call("get_eligibility", person)
    codes = [blocker["code"] for blocker in answer["blockers"]]
    assert codes == ["transfer.collection_not_approved"]


@pytest.mark.parametrize(
    ("asker", "refusal"),
    [
        pytest.param(CallContext(), Unauthenticated, id="R5.1.2-visitor"),
        pytest.param(CallContext(actor_id="s", actor_kind="staff"), Forbidden, id="R5.1.2-staff"),
    ],
)
def test_only_persons_have_an_eligibility(stage: Stage, asker, refusal) -> None:
    with pytest.raises(refusal):
        stage.call("get_eligibility", asker)


def test_R8_1_without_collection_the_answer_is_unavailable_at_once(run_service, rpc_client) -> None:
    run_service(TransferService)
    person = CallContext(actor_id="person-1", actor_kind="person")
    with pytest.raises(Unavailable):
        rpc_client("transfer").call("get_eligibility", context=person)


def test_R8_1_health_names_what_is_needed(stage: Stage) -> None:
    health = stage.call("health")
    assert health["status"] == "ok"
    assert {"database", "broker", "events", "storage"} <= health["checks"].keys()


def test_R8_1_migrations_and_models_agree(service_database) -> None:
    engine = create_engine(service_database("transfer"), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    found = inspect(engine)
    for table in Base.metadata.tables.values():
        present = {one["name"] for one in found.get_indexes(table.name)}
        assert {index.name for index in table.indexes} <= present
    [check] = [c for c in found.get_check_constraints("cases") if c["name"] == "ck_cases_state"]
    assert "awaiting_release" in check["sqltext"]


def test_R8_1_the_migrations_can_be_undone(service_database) -> None:
    url = service_database("transfer")
    command.downgrade(alembic_config("transfer", url), "base")
    tables = inspect(create_engine(url, poolclass=NullPool)).get_table_names()
    assert tables == ["alembic_version"]
