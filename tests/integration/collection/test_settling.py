"""Holds that nobody confirmed: expired where there is no case, kept or released where there is."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from collection.expiry import settle_holds
from collection.use_cases import open_cases
from contracts.context import CallContext
from contracts.errors import Conflict, NotFound, Unavailable

SERVICE = CallContext(actor_id="changes", actor_kind="service")
BASIC = {"section": "basic", "action": "modify", "object_id": None}
LONG_AGO = "UPDATE open_cases SET expires_at = now() - interval '31 seconds'"


class Owner:
    """A service that owns cases, as the sweep asks it; it may be away."""

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


class Desk:
    """The arbiter of one approved person's cases, and the owners that it asks."""

    def __init__(self, world, person):
        self.world, self.person = world, person
        self.changes, self.transfer = Owner(), Owner()

    def ask(self, kind="credit", case_id=None, target=None):
        case_id = case_id or str(uuid.uuid4())
        values = {"person_id": self.person.person_id, "kind": kind, "case_id": case_id}
        self.world.client.call("open_case", context=SERVICE, **values, target=target)
        return case_id

    def runs_out(self):
        self.world.execute(LONG_AGO)

    def sweep(self):
        changes = dict.fromkeys(("change", "credit", "reward_penalty"), self.changes)
        settle_holds(self.world.db, {**changes, "transfer": self.transfer})

    def hears(self, what, case_id):
        with self.world.db.unit_of_work() as uow:
            getattr(open_cases, f"{what}_case")(uow, case_id)

    def state(self, case_id):
        [row] = self.world.rows("SELECT state FROM open_cases WHERE case_id = :id", id=case_id)
        return row["state"]


@pytest.fixture
def desk(world, submitted):
    world.reviewer().decide(submitted.case_id, "approve_review")
    return Desk(world, submitted)


def test_R5_1_2_only_what_has_no_case_expires_and_only_in_its_time(desk):
    """A hold is left alone until its owner's last commit must be over."""
    case_id = desk.ask("transfer")
    for leave in ("expires_at", "now() - interval '29 seconds'"):
        desk.world.execute(f"UPDATE open_cases SET expires_at = {leave}")
        desk.sweep()
        assert (desk.state(case_id), desk.transfer.asked) == ("held", [])
    with pytest.raises(Conflict):
        desk.ask("credit")
    desk.runs_out()
    desk.sweep()
    assert desk.state(case_id) == "expired"
    assert desk.ask("credit")
    desk.sweep()
    assert desk.transfer.asked == [case_id]


@pytest.mark.parametrize(
    ("owned", "expected"),
    [
        pytest.param("submitted", "open", id="R5.1.2-waiting"),
        pytest.param("under_review", "open", id="R5.1.2-under-review"),
        pytest.param("awaiting_release", "open", id="R5.1.2-awaiting-release"),
        # Its effect on the record is still to come, and brings the release with it.
        pytest.param("approved", "open", id="R5.1.2-approved"),
        pytest.param("returned", "decided", id="R5.1.2-returned"),
        pytest.param("withdrawn", "decided", id="R5.1.2-withdrawn"),
    ],
)
def test_a_stored_case_never_expires(desk, owned, expected):
    case_id = desk.ask("transfer")
    desk.transfer.states[case_id] = owned
    desk.runs_out()
    for _ in range(2):
        desk.sweep()
        assert desk.state(case_id) == expected


@pytest.mark.parametrize(
    "heard",
    [
        pytest.param(("confirm", "release"), id="R5.1.2-in-order"),
        pytest.param(("release", "confirm"), id="R5.1.2-decision-first"),
        pytest.param(("release", "release", "confirm", "confirm"), id="R5.1.2-twice"),
        pytest.param(("expire", "release", "confirm"), id="R5.1.2-after-the-hold-expired"),
        pytest.param(("expire", "confirm", "release"), id="R5.1.2-late-and-in-order"),
        pytest.param(("confirm", "sweep", "release", "sweep"), id="R5.1.2-between-sweeps"),
    ],
)
def test_what_was_decided_is_released_however_its_events_arrive(desk, heard):
    case_id = desk.ask("transfer")
    for event in heard:
        if event in ("expire", "sweep"):
            desk.runs_out()
            desk.sweep()
        else:
            desk.hears(event, case_id)
    assert desk.state(case_id) == "decided"
    assert desk.person.call("get_status")["open_kinds"] == []
    assert desk.ask("change", target=BASIC)


def test_R5_1_2_a_case_stored_after_all_gets_its_place_back_if_it_is_free(desk):
    late = desk.ask("transfer")
    desk.runs_out()
    desk.sweep()
    desk.hears("confirm", late)
    assert desk.state(late) == "open"
    with pytest.raises(Conflict):
        desk.ask("credit")


def test_R5_1_2_a_case_stored_after_all_waits_for_the_one_that_took_its_place(desk):
    """Its event fails, is seen and tried again; never are two open that exclude each other."""
    late = desk.ask("transfer")
    desk.runs_out()
    desk.sweep()
    other = desk.ask("change", target=BASIC)
    with pytest.raises(Conflict) as caught:
        desk.hears("confirm", late)
    assert caught.value.code == "collection.case_blocked"
    assert [desk.state(one) for one in (late, other)] == ["expired", "held"]
    desk.hears("release", other)
    desk.hears("confirm", late)
    assert desk.state(late) == "open"


def test_R5_1_2_owners_that_are_away_keep_their_holds_and_nobody_elses(desk):
    """Even where more wait for them than one sweep takes."""
    many = [desk.ask("credit") for _ in range(3)]
    desk.runs_out()
    rows = "SELECT gen_random_uuid()::text, record_id, kind, state, opened_at, expires_at"
    desk.world.execute(
        "INSERT INTO open_cases (case_id, record_id, kind, state, opened_at, expires_at)"
        f" {rows} FROM open_cases, generate_series(1, 40)"
    )
    other = desk.world.rows("SELECT record_id FROM open_cases LIMIT 1")[0]["record_id"]
    desk.world.execute(
        "INSERT INTO open_cases (case_id, record_id, kind, state, opened_at, expires_at)"
        " VALUES ('t1', :record, 'transfer', 'held', now(), now() - interval '31 seconds')",
        record=other,
    )
    desk.changes.is_away = True
    desk.sweep()
    assert {desk.state(one) for one in many} == {"held"}
    assert len(desk.changes.asked) == 1
    assert desk.state("t1") == "expired"
    desk.changes.is_away = False
    for _ in range(2):
        desk.sweep()
    assert {desk.state(one) for one in many} == {"expired"}


def test_R5_1_2_replicas_that_sweep_at_once_agree(desk):
    gone, stored, over = (desk.ask("credit") for _ in range(3))
    desk.changes.states = {stored: "submitted", over: "returned"}
    desk.runs_out()
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(desk.sweep) for _ in range(6)]:
            done.result(30)
    assert [desk.state(one) for one in (gone, stored, over)] == ["expired", "open", "decided"]
    assert desk.person.call("get_status")["open_kinds"] == ["credit"]


def test_R5_1_2_a_hold_renewed_while_its_owner_is_asked_stays(desk):
    case_id = desk.ask("credit")
    desk.runs_out()

    def renew_then_deny(method, *, case_id):
        desk.ask("credit", case_id)
        raise NotFound

    desk.changes.call_as_service = renew_then_deny
    desk.sweep()
    assert desk.state(case_id) == "held"
