"""Eligibility, health and tables of the transfer service: R5.1.2, R8.1."""

from dataclasses import replace

import pytest
import transfer_fakes
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from chassis.migrate import alembic_config
from chassis.testing.waiting import wait_for_health
from contracts.context import CallContext
from contracts.error_codes import text_of
from contracts.errors import (
    Conflict,
    Forbidden,
    Unauthenticated,
    Unavailable,
    ValidationFailed,
)
from contracts.schemas.transfer import Eligibility
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool
from transfer.models import Base
from transfer.service import TransferService
from transfer_factories import HAIDIAN, PUDONG, Scenario, blockers


def test_R5_1_2_an_approved_person_may_ask(scenario: Scenario) -> None:
    answer = scenario.call("get_eligibility", scenario.add_person(), to_authority_id=PUDONG)
    assert answer == {"eligible": True, "blockers": []}


def test_R5_1_2_all_blockers_at_once(scenario: Scenario) -> None:
    person = scenario.add_person(status="under_review")
    scenario.collection.open[person.actor_id] = {"case-1": "change", "case-2": "reward_penalty"}
    answer = scenario.call("get_eligibility", person, to_authority_id=HAIDIAN)
    assert answer["eligible"] is False
    assert [blocker["code"] for blocker in answer["blockers"]] == [
        "transfer.collection_not_approved",
        "transfer.change_pending",
        "transfer.reward_penalty_pending",
        "transfer.same_authority",
    ]
    assert Eligibility().validate(answer) == {}


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("au-nowhere", id="R5.1.2-unknown"),
        pytest.param("au-440000", id="R5.1.2-closed-or-not-for-persons"),
        pytest.param("", id="R5.1.2-empty"),
    ],
)
def test_an_unselectable_target_is_a_blocker_before_the_form(
    scenario: Scenario, target: str
) -> None:
    person = scenario.add_person()
    answer = scenario.call("get_eligibility", person, to_authority_id=target)
    assert Eligibility().validate(answer) == {}
    assert answer == {
        "eligible": False,
        "blockers": [
            {
                "code": "transfer.authority_not_selectable",
                "message": text_of("transfer.authority_not_selectable"),
                "link": "/transfers/new",
                "field": "to_authority_id",
            }
        ],
    }
    scenario.collection.open[person.actor_id] = {"case-1": "credit"}
    both = ["transfer.credit_pending", "transfer.authority_not_selectable"]
    answer = scenario.call("get_eligibility", person, to_authority_id=target)
    assert [blocker["code"] for blocker in answer["blockers"]] == both
    if target:
        with pytest.raises(Conflict) as refusal:
            scenario.submit(person, to_authority_id=target)
        assert blockers(refusal) == both


def test_R5_1_2_a_closed_authority_is_not_selectable(scenario: Scenario, monkeypatch) -> None:
    person = scenario.add_person()
    find = transfer_fakes.find_authority
    closed = {PUDONG: replace(find(PUDONG), active=False)}
    monkeypatch.setattr(transfer_fakes, "find_authority", lambda one: closed.get(one) or find(one))
    answer = scenario.call("get_eligibility", person, to_authority_id=PUDONG)
    [blocker] = answer["blockers"]
    assert blocker["code"] == "transfer.authority_not_selectable"
    with pytest.raises(ValidationFailed) as refusal:
        scenario.submit(person, to_authority_id=PUDONG)
    [wrong] = refusal.value.details["errors"]
    assert (wrong["field"], wrong["code"]) == (blocker["field"], blocker["code"])


def test_R5_1_2_a_person_without_a_collection_is_not_eligible(scenario: Scenario) -> None:
    person = scenario.add_person(home="", status="not_started")
    answer = scenario.call("get_eligibility", person)
    codes = [blocker["code"] for blocker in answer["blockers"]]
    assert codes == ["transfer.collection_not_approved"]


@pytest.mark.parametrize(
    ("asker", "refusal"),
    [
        pytest.param(CallContext(), Unauthenticated, id="R5.1.2-visitor"),
        pytest.param(CallContext(actor_id="s", actor_kind="staff"), Forbidden, id="R5.1.2-staff"),
    ],
)
def test_only_persons_have_an_eligibility(scenario: Scenario, asker, refusal) -> None:
    with pytest.raises(refusal):
        scenario.call("get_eligibility", asker)


def test_R8_1_without_collection_the_answer_is_unavailable_at_once(run_service, rpc_client) -> None:
    run_service(TransferService)
    person = CallContext(actor_id="person-1", actor_kind="person")
    with pytest.raises(Unavailable):
        rpc_client("transfer").call("get_eligibility", context=person)


def test_R8_1_health_names_what_is_needed(scenario: Scenario) -> None:
    health = wait_for_health(scenario)
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
