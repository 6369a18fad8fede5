"""Reservations that nobody confirmed: expired without a case, confirmed or closed with one."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from collection.use_cases import reservations
from collection.use_cases.reconciliation import reconcile_reservations
from contracts.context import CallContext
from contracts.errors import Conflict, NotFound, Unavailable

SERVICE = CallContext(actor_id="changes", actor_kind="service")
BASIC = {"section": "basic", "action": "modify", "object_id": None}
TIME_OUT = "UPDATE open_cases SET expires_at = now() - interval '31 seconds'"
HANDLERS = {"confirm": reservations.confirm_reservation, "close": reservations.close_case}


class FakeOwner:
    """A service that owns cases, as the reconciliation asks it; it may be away."""

    def __init__(self):
        self.states, self.asked, self.is_away = {}, [], False

    def call_as_service(self, method, *, case_id):
        assert method == "find_case"
        self.asked.append(case_id)
        if self.is_away:
            raise Unavailable
        if case_id not in self.states:
            raise NotFound
        return {"state": self.states[case_id]}


class ReservationScenario:
    """The reservations of one approved person, and the owners of the cases."""

    def __init__(self, scenario, person):
        self.scenario, self.person = scenario, person
        self.changes, self.transfer = FakeOwner(), FakeOwner()

    def reserve(self, kind="credit", case_id=None, target=None):
        case_id = case_id or str(uuid.uuid4())
        values = {"person_id": self.person.person_id, "kind": kind, "case_id": case_id}
        self.scenario.client.call("reserve_case", context=SERVICE, **values, target=target)
        return case_id

    def let_time_out(self):
        self.scenario.execute(TIME_OUT)

    def reconcile(self):
        changes = dict.fromkeys(("change", "credit", "reward_penalty"), self.changes)
        reconcile_reservations(self.scenario.db, {**changes, "transfer": self.transfer})

    def handle(self, event, case_id):
        with self.scenario.db.unit_of_work() as uow:
            HANDLERS[event](uow, case_id)

    def state(self, case_id):
        [row] = self.scenario.rows("SELECT state FROM open_cases WHERE case_id = :id", id=case_id)
        return row["state"]


@pytest.fixture
def reserved(scenario, submitted):
    scenario.reviewer().decide(submitted.case_id, "approve_review")
    return ReservationScenario(scenario, submitted)


def test_R5_1_2_only_reservations_without_a_case_expire_and_only_after_the_grace_time(reserved):
    """A reservation stays until its owner's last commit must be over."""
    case_id = reserved.reserve("transfer")
    for expires_at in ("expires_at", "now() - interval '29 seconds'"):
        reserved.scenario.execute(f"UPDATE open_cases SET expires_at = {expires_at}")
        reserved.reconcile()
        assert (reserved.state(case_id), reserved.transfer.asked) == ("held", [])
    with pytest.raises(Conflict):
        reserved.reserve("credit")
    reserved.let_time_out()
    reserved.reconcile()
    assert reserved.state(case_id) == "expired"
    assert reserved.reserve("credit")
    reserved.reconcile()
    assert reserved.transfer.asked == [case_id]


@pytest.mark.parametrize(
    ("owned", "expected"),
    [
        pytest.param("submitted", "open", id="R5.1.2-waiting"),
        pytest.param("under_review", "open", id="R5.1.2-under-review"),
        pytest.param("awaiting_release", "open", id="R5.1.2-awaiting-release"),
        # Its effect on the record is still to come, and closes it.
        pytest.param("approved", "open", id="R5.1.2-approved"),
        pytest.param("returned", "decided", id="R5.1.2-returned"),
        pytest.param("withdrawn", "decided", id="R5.1.2-withdrawn"),
    ],
)
def test_a_stored_case_never_expires(reserved, owned, expected):
    case_id = reserved.reserve("transfer")
    reserved.transfer.states[case_id] = owned
    reserved.let_time_out()
    for _ in range(2):
        reserved.reconcile()
        assert reserved.state(case_id) == expected


@pytest.mark.parametrize(
    "events",
    [
        pytest.param(("confirm", "close"), id="R5.1.2-in-order"),
        pytest.param(("close", "confirm"), id="R5.1.2-decision-first"),
        pytest.param(("close", "close", "confirm", "confirm"), id="R5.1.2-twice"),
        pytest.param(("expire", "close", "confirm"), id="R5.1.2-after-the-reservation-expired"),
        pytest.param(("expire", "confirm", "close"), id="R5.1.2-late-and-in-order"),
        pytest.param(
            ("confirm", "reconcile", "close", "reconcile"), id="R5.1.2-between-reconciliations"
        ),
    ],
)
def test_a_decided_case_is_closed_in_whatever_order_its_events_arrive(reserved, events):
    case_id = reserved.reserve("transfer")
    for event in events:
        if event in ("expire", "reconcile"):
            reserved.let_time_out()
            reserved.reconcile()
        else:
            reserved.handle(event, case_id)
    assert reserved.state(case_id) == "decided"
    assert reserved.person.call("get_status")["open_kinds"] == []
    assert reserved.reserve("change", target=BASIC)


def test_R5_1_2_a_case_stored_late_is_reserved_again_if_nothing_excludes_it(reserved):
    late = reserved.reserve("transfer")
    reserved.let_time_out()
    reserved.reconcile()
    reserved.handle("confirm", late)
    assert reserved.state(late) == "open"
    with pytest.raises(Conflict):
        reserved.reserve("credit")


def test_R5_1_2_a_case_stored_late_waits_for_the_case_that_excludes_it(reserved):
    """Its event fails, is seen and tried again; never are two open that exclude each other."""
    late = reserved.reserve("transfer")
    reserved.let_time_out()
    reserved.reconcile()
    other = reserved.reserve("change", target=BASIC)
    with pytest.raises(Conflict) as caught:
        reserved.handle("confirm", late)
    assert caught.value.code == "collection.case_blocked"
    assert [reserved.state(one) for one in (late, other)] == ["expired", "held"]
    reserved.handle("close", other)
    reserved.handle("confirm", late)
    assert reserved.state(late) == "open"


def test_R5_1_2_an_unavailable_owner_keeps_its_reservations_and_delays_no_others(reserved):
    """Even where more wait for it than one batch takes."""
    many = [reserved.reserve("credit") for _ in range(3)]
    reserved.let_time_out()
    rows = "SELECT gen_random_uuid()::text, record_id, kind, state, opened_at, expires_at"
    reserved.scenario.execute(
        "INSERT INTO open_cases (case_id, record_id, kind, state, opened_at, expires_at)"
        f" {rows} FROM open_cases, generate_series(1, 40)"
    )
    other = reserved.scenario.rows("SELECT record_id FROM open_cases LIMIT 1")[0]["record_id"]
    reserved.scenario.execute(
        "INSERT INTO open_cases (case_id, record_id, kind, state, opened_at, expires_at)"
        " VALUES ('t1', :record, 'transfer', 'held', now(), now() - interval '31 seconds')",
        record=other,
    )
    reserved.changes.is_away = True
    reserved.reconcile()
    assert {reserved.state(one) for one in many} == {"held"}
    assert len(reserved.changes.asked) == 1
    assert reserved.state("t1") == "expired"
    reserved.changes.is_away = False
    for _ in range(2):
        reserved.reconcile()
    assert {reserved.state(one) for one in many} == {"expired"}


def test_R5_1_2_replicas_that_reconcile_at_once_agree(reserved):
    gone, stored, over = (reserved.reserve("credit") for _ in range(3))
    reserved.changes.states = {stored: "submitted", over: "returned"}
    reserved.let_time_out()
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(reserved.reconcile) for _ in range(6)]:
            done.result(30)
    assert [reserved.state(one) for one in (gone, stored, over)] == [
        "expired",
        "open",
        "decided",
    ]
    assert reserved.person.call("get_status")["open_kinds"] == ["credit"]


def test_R5_1_2_a_reservation_renewed_while_its_owner_is_asked_stays(reserved):
    case_id = reserved.reserve("credit")
    reserved.let_time_out()

    def renew_then_deny(method, *, case_id):
        reserved.reserve("credit", case_id)
        raise NotFound

    reserved.changes.call_as_service = renew_then_deny
    reserved.reconcile()
    assert reserved.state(case_id) == "held"
