"""The arbiter under fire: cases that exclude each other, and what approved ones do."""

import json
import uuid
from types import SimpleNamespace

import eventlet
import pytest
from chassis.crypto import cipher
from chassis.db import open_database
from collection.entrypoints.arbitration import ArbitrationMethods
from collection.use_cases import applying, open_cases
from contracts.context import CallContext
from contracts.errors import Conflict, Forbidden

SERVICE = CallContext(actor_id="changes", actor_kind="service")
BASIC = {"section": "basic", "action": "modify", "object_id": None}


@pytest.fixture
def approved(world, submitted):
    world.reviewer().decide(submitted.case_id, "approve_review")
    return submitted


def ask(world, person, kind, case_id=None, target=None):
    return world.client.call(
        "open_case",
        context=SERVICE,
        person_id=person.person_id,
        kind=kind,
        case_id=case_id or str(uuid.uuid4()),
        target=target,
    )


def test_R5_1_2_of_fifty_conflicting_cases_one_wins(world, approved):
    def attempt(number):
        kind, target = ("transfer", None) if number % 2 else ("change", BASIC)
        try:
            return ask(world, approved, kind, target=target)
        except Conflict as refusal:
            return refusal

    outcomes = list(eventlet.GreenPool(50).imap(attempt, range(50)))
    refused = [one for one in outcomes if isinstance(one, Conflict)]
    assert len(refused) == 49
    assert all(one.code == "collection.case_blocked" for one in refused)
    assert all(one.details["blockers"] for one in refused)
    assert len(world.rows("SELECT * FROM open_cases")) == 1
    assert len(approved.call("get_status")["open_kinds"]) == 1


def test_R5_1_2_a_repeat_is_the_same_case_and_persons_may_not_ask(world, approved):
    first = ask(world, approved, "transfer", "case-1")
    again = ask(world, approved, "transfer", "case-1")
    assert first["authority"] == again["authority"]
    assert first["record_version"] == again["record_version"] == 1
    assert len(world.rows("SELECT * FROM open_cases")) == 1
    with pytest.raises(Forbidden):
        approved.call("open_case", person_id=approved.person_id, kind="credit", case_id="x")


def give_back(world, case_id, leave):
    values = {"case_id": case_id, "expires_at": leave["expires_at"]}
    return world.client.call("give_back_case", context=SERVICE, **values)


def test_R5_1_2_a_leave_that_was_not_used_is_given_back_and_blocks_nobody(world, approved):
    leave = ask(world, approved, "change", "case-1", BASIC)
    give_back(world, "case-1", leave)
    give_back(world, "case-1", leave)
    give_back(world, "unknown", leave)
    assert approved.call("get_status")["open_kinds"] == []
    assert ask(world, approved, "transfer", "case-2")["case_id"] == "case-2"
    with pytest.raises(Conflict):
        ask(world, approved, "change", "case-1", BASIC)
    with pytest.raises(Forbidden):
        approved.call("give_back_case", case_id="case-2", expires_at=leave["expires_at"])


def test_R5_1_2_no_leave_is_given_back_that_another_attempt_may_be_using(world, approved):
    first = ask(world, approved, "change", "case-1", BASIC)
    again = ask(world, approved, "change", "case-1", BASIC)
    for leave in (first, again):
        give_back(world, "case-1", leave)
    assert approved.call("get_status")["open_kinds"] == ["change"]
    other = ask(world, approved, "credit", "case-2")
    with world.db.unit_of_work() as uow:
        open_cases.confirm_case(uow, "case-2")
    give_back(world, "case-2", other)
    assert approved.call("get_status")["open_kinds"] == ["change", "credit"]


def test_R5_1_2_what_is_decided_is_released(world, approved):
    ask(world, approved, "transfer", "case-1")
    with world.db.unit_of_work() as uow:
        open_cases.release_case(uow, "case-1")
        open_cases.confirm_case(uow, "case-1")
    assert approved.call("get_status")["open_kinds"] == []
    assert ask(world, approved, "change", "case-2", BASIC)["case_id"] == "case-2"


def test_R4_3_3_a_change_takes_effect_once(world, approved):
    ask(world, approved, "change", "case-1", BASIC)
    after = {**approved.collection()["basic"], "postal_address": "北京市西城区新街口1号"}
    data = {
        "case_id": "case-1",
        "person_id": approved.person_id,
        "section": "basic",
        "action": "modify",
        "object_id": None,
        "base_version": 1,
    }
    content = {"after": after, "new_files": [], "bucket": "changes"}
    sealed = cipher().seal(json.dumps(content), "change")
    handler = SimpleNamespace(storage=None)
    event = SimpleNamespace(data={**data, "after_sealed": sealed})
    for _ in range(2):
        with world.db.unit_of_work() as uow:
            ArbitrationMethods.on_change_approved(handler, uow, event)
    assert approved.collection()["basic"]["postal_address"] == "北京市西城区新街口1号"
    assert approved.call("get_record")["version"] == 2
    rows = world.rows("SELECT version FROM record_versions ORDER BY version")
    assert [row["version"] for row in rows] == [1, 2]
    assert approved.call("get_status")["open_kinds"] == []


def test_R5_2_2_a_transfer_moves_the_record_once(world, approved, service_database):
    ask(world, approved, "transfer", "case-1")
    data = {
        "case_id": "case-1",
        "person_id": approved.person_id,
        "to_authority_id": "au-110105",
        "to_authority_name": "北京市朝阳区财政局",
        "to_authority_path": "/au-110000/au-110105/",
    }
    own = open_database(service_database("collection"), "collection")
    for _ in range(2):
        with own.unit_of_work() as uow:
            applying.apply_transfer(uow, data)
    own.engine.dispose()
    status = approved.call("get_status")
    assert status["authority"]["authority_id"] == "au-110105"
    assert (status["record_version"], status["open_kinds"]) == (2, [])
