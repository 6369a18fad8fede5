"""Reservations under load: cases that exclude each other, and what approved ones do."""

import json
import uuid
from types import SimpleNamespace

import eventlet
import pytest
from chassis.crypto import cipher
from chassis.db import open_database
from collection.entrypoints.reservations import ReservationMethods
from collection.use_cases import approved_cases, reservations
from contracts.context import CallContext
from contracts.errors import Conflict, Forbidden

SERVICE = CallContext(actor_id="changes", actor_kind="service")
BASIC = {"section": "basic", "action": "modify", "object_id": None}


@pytest.fixture
def approved(scenario, submitted):
    scenario.reviewer().decide(submitted.case_id, "approve_review")
    return submitted


def reserve(scenario, person, kind, case_id=None, target=None):
    return scenario.client.call(
        "reserve_case",
        context=SERVICE,
        person_id=person.person_id,
        kind=kind,
        case_id=case_id or str(uuid.uuid4()),
        target=target,
    )


def test_R5_1_2_of_fifty_conflicting_cases_one_wins(scenario, approved):
    def attempt(number):
        kind, target = ("transfer", None) if number % 2 else ("change", BASIC)
        try:
            return reserve(scenario, approved, kind, target=target)
        except Conflict as refusal:
            return refusal

    outcomes = list(eventlet.GreenPool(50).imap(attempt, range(50)))
    refused = [one for one in outcomes if isinstance(one, Conflict)]
    assert len(refused) == 49
    assert all(one.code == "collection.case_blocked" for one in refused)
    assert all(one.details["blockers"] for one in refused)
    assert len(scenario.rows("SELECT * FROM open_cases")) == 1
    assert len(approved.call("get_status")["open_kinds"]) == 1


def test_R5_1_2_a_repeat_is_the_same_case_and_persons_may_not_reserve(scenario, approved):
    first = reserve(scenario, approved, "transfer", "case-1")
    again = reserve(scenario, approved, "transfer", "case-1")
    assert first["authority"] == again["authority"]
    assert first["record_version"] == again["record_version"] == 1
    assert len(scenario.rows("SELECT * FROM open_cases")) == 1
    with pytest.raises(Forbidden):
        approved.call("reserve_case", person_id=approved.person_id, kind="credit", case_id="x")


def cancel(scenario, case_id, reservation):
    values = {"case_id": case_id, "expires_at": reservation["expires_at"]}
    return scenario.client.call("cancel_reservation", context=SERVICE, **values)


def test_R5_1_2_a_cancelled_reservation_blocks_nobody(scenario, approved):
    reservation = reserve(scenario, approved, "change", "case-1", BASIC)
    cancel(scenario, "case-1", reservation)
    cancel(scenario, "case-1", reservation)
    cancel(scenario, "unknown", reservation)
    assert approved.call("get_status")["open_kinds"] == []
    assert reserve(scenario, approved, "transfer", "case-2")["case_id"] == "case-2"
    with pytest.raises(Conflict):
        reserve(scenario, approved, "change", "case-1", BASIC)
    with pytest.raises(Forbidden):
        approved.call("cancel_reservation", case_id="case-2", expires_at=reservation["expires_at"])


def test_R5_1_2_a_renewed_or_confirmed_reservation_is_not_cancelled(scenario, approved):
    first = reserve(scenario, approved, "change", "case-1", BASIC)
    again = reserve(scenario, approved, "change", "case-1", BASIC)
    for reservation in (first, again):
        cancel(scenario, "case-1", reservation)
    assert approved.call("get_status")["open_kinds"] == ["change"]
    other = reserve(scenario, approved, "credit", "case-2")
    with scenario.db.unit_of_work() as uow:
        reservations.confirm_reservation(uow, "case-2")
    cancel(scenario, "case-2", other)
    assert approved.call("get_status")["open_kinds"] == ["change", "credit"]


@pytest.mark.parametrize(
    ("formerly", "answered"),
    [
        pytest.param("open_case", True, id="R5.1.2-reserve"),
        pytest.param("give_back_case", False, id="R5.1.2-cancel"),
        pytest.param("get_standing", True, id="R5.1.2-record-status"),
    ],
)
def test_callers_of_the_version_before_are_answered(scenario, approved, formerly, answered):
    reservation = reserve(scenario, approved, "credit", "case-1")
    arguments = {
        "open_case": {"person_id": approved.person_id, "kind": "credit", "case_id": "case-1"},
        "give_back_case": {"case_id": "case-1", "expires_at": reservation["expires_at"]},
        "get_standing": {"person_id": approved.person_id},
    }
    answer = scenario.client.call(formerly, context=SERVICE, **arguments[formerly])
    assert (answer is not None) is answered


def test_R5_1_2_a_closed_case_blocks_nobody(scenario, approved):
    reserve(scenario, approved, "transfer", "case-1")
    for told in (reservations.close_case, reservations.confirm_reservation):
        with scenario.db.unit_of_work() as uow:
            told(uow, "case-1")
    assert approved.call("get_status")["open_kinds"] == []
    assert reserve(scenario, approved, "change", "case-2", BASIC)["case_id"] == "case-2"


def test_R4_3_3_a_change_takes_effect_once(scenario, approved):
    reserve(scenario, approved, "change", "case-1", BASIC)
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
        with scenario.db.unit_of_work() as uow:
            ReservationMethods.on_change_approved(handler, uow, event)
    path = "basic.postal_address"
    revealed = approved.call("reveal_record", body={"fields": [path]})
    assert revealed["values"][path] == "北京市西城区新街口1号"
    assert approved.call("get_record")["version"] == 2
    rows = scenario.rows("SELECT version FROM record_versions ORDER BY version")
    assert [row["version"] for row in rows] == [1, 2]
    assert approved.call("get_status")["open_kinds"] == []


def test_R5_2_2_a_transfer_moves_the_record_once(scenario, approved, service_database):
    reserve(scenario, approved, "transfer", "case-1")
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
            approved_cases.apply_transfer(uow, data)
    own.engine.dispose()
    status = approved.call("get_status")
    assert status["authority"]["authority_id"] == "au-110105"
    assert (status["record_version"], status["open_kinds"]) == (2, [])
