"""Whatever people and reviewers do in whatever order: R5.2.2, R6.2."""

import uuid
from datetime import timedelta

import pytest
from casework.attachments.claiming import ClaimedFiles
from casework.cases.counts import summarise_cases
from casework.cases.kinds import Authority
from casework.cases.queries import COUNTED, list_cases
from casework.cases.use_cases import (
    approve_case,
    claim_case,
    forward_case,
    return_case,
    unclaim_case,
)
from casework.domain.actors import Actor
from casework.domain.applicants import Applicant
from casework.reservations import Reservation
from chassis.clock import utc_now
from chassis.db import open_database
from contracts.context import CallContext
from contracts.errors import ServiceError
from contracts.reference.authorities import find_authority
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from transfer.domain.authorities import RegionalAuthority
from transfer.review_kinds import REVIEW
from transfer.use_cases.policies import change_policy
from transfer.use_cases.submit_transfer import NewTransfer, TransferForm, store_transfer
from transfer.use_cases.withdraw_transfer import withdraw_transfer
from transfer_factories import HAIDIAN, PUDONG, WORK, XICHENG, make_staff

FIXED = {
    "id_type": "resident_id_card",
    "id_number": "11010519491231002X",
    "gender": "female",
    "birth_date": "1949-12-31",
    "phone": "13800000000",
}
OFFICES = (HAIDIAN, PUDONG, XICHENG)
PEOPLE = tuple(f"00000000-0000-4000-8000-00000000000{number}" for number in range(2))
REASONS = [{"item": "reason", "code": "authority_wrong"}]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("submit", "submit", "withdraw", "claim", "claim", "claim", "release"),
                *("approve", "approve", "approve", "return", "forward", "policy"),
            ]
        ),
        st.sampled_from(PEOPLE),
        st.sampled_from(OFFICES),
        # One reviewer in five tries a case that is not theirs.
        st.sampled_from([False, False, False, False, True]),
    ),
    min_size=20,
    max_size=60,
)


def authority(authority_id: str) -> RegionalAuthority:
    found = find_authority(authority_id)
    assert found is not None
    return RegionalAuthority(found.authority_id, found.name, found.path, found.region_code)


class Scenario:
    """Two people on the move, three authorities, and a collection that allows all."""

    def __init__(self, db) -> None:
        self.db = db
        self.staff = {where: make_staff(where) for where in OFFICES}
        self.homes = dict.fromkeys(PEOPLE, HAIDIAN)
        self.latest: dict[str, str] = {}

    def run(self, context: CallContext, use_case, *args, **kwargs):
        self.db.context = context
        return self.db.run(use_case, *args, **kwargs)

    def step(self, action: str, person_id: str, where: str, astray: bool) -> None:
        """Take one step; a refusal is as good an outcome as any other."""
        before = self.of_case("authority_id", person_id)
        if action not in ("submit", "policy") and before and not astray:
            where = before
        try:
            getattr(self, f"_{action}")(person_id, where)
        except ServiceError:
            return
        if action == "approve" and self.of_case("state", person_id) == "approved":
            self.homes[person_id] = where

    def of_case(self, column: str, person_id: str) -> str | None:
        latest = self.latest.get(person_id)
        return self.ask(f"SELECT {column} FROM cases WHERE case_id = :id", id=latest)

    def ask(self, sql: str, **values: object):
        return self.db.read(lambda session: session.execute(text(sql), values).scalar())

    def _submit(self, person_id: str, where: str) -> None:
        transfer_id = str(uuid.uuid4())
        new = NewTransfer(
            form=TransferForm({"reason": "work", "details": WORK}, [], {}),
            applicant=Applicant(person_id, "张三", **FIXED),
            origin=authority(self.homes[person_id]),
            target=authority(where),
            files=ClaimedFiles({}),
            reservation=self._reservation(person_id, transfer_id),
        )
        person = CallContext(actor_id=person_id, actor_kind="person")
        self.run(person, store_transfer, new)
        self.latest[person_id] = transfer_id

    def _reservation(self, person_id: str, transfer_id: str) -> Reservation:
        home = authority(self.homes[person_id])
        reserved_by = Authority(home.authority_id, home.name, home.path)
        return Reservation(transfer_id, utc_now() + timedelta(minutes=2), 1, reserved_by)

    def _withdraw(self, person_id: str, where: str) -> None:
        person = CallContext(actor_id=person_id, actor_kind="person")
        self.run(person, withdraw_transfer, self._case(person_id), person_id, None)

    def _case(self, person_id: str) -> str:
        return self.latest.get(person_id, person_id)

    def _review(self, use_case, person_id: str, where: str, *args) -> None:
        staff = self.staff[where]
        reviewer = Actor(staff, "王审核")
        self.run(staff, use_case, REVIEW, self._case(person_id), reviewer, *args)

    def _claim(self, person_id: str, where: str) -> None:
        self._review(claim_case, person_id, where)

    def _release(self, person_id: str, where: str) -> None:
        self._review(unclaim_case, person_id, where)

    def _approve(self, person_id: str, where: str) -> None:
        self._review(approve_case, person_id, where)

    def _return(self, person_id: str, where: str) -> None:
        self._review(return_case, person_id, where, REASONS)

    def _forward(self, person_id: str, where: str) -> None:
        target = authority(OFFICES[(OFFICES.index(where) + 1) % len(OFFICES)])
        self._review(
            forward_case,
            person_id,
            where,
            Authority(target.authority_id, target.name, target.path),
            "转",
        )

    def _policy(self, person_id: str, where: str) -> None:
        policy = "in_only" if where == HAIDIAN else "out_then_in"
        self.run(make_staff(HAIDIAN, "platform_admin"), change_policy, policy, None, None)

    def check(self) -> None:
        open_ones = (
            "SELECT person_id, count(*) AS n FROM cases "
            "WHERE state IN ('awaiting_release', 'submitted', 'under_review') GROUP BY person_id"
        )
        assert (self.ask(f"SELECT max(n) FROM ({open_ones}) AS each") or 0) <= 1
        # Decided once at most, and published as often as decided.
        published = "SELECT count(*) FROM outbox_events WHERE event_type = 'transfer_approved'"
        assert self.ask(published) == self.ask(
            "SELECT count(*) FROM cases WHERE state = 'approved'"
        )
        both = (
            "SELECT count(*) FROM case_events AS a JOIN case_events AS b USING (case_id) "
            "WHERE a.state = 'approved' AND b.state IN ('withdrawn', 'returned')"
        )
        assert self.ask(both) == 0
        self._check_homes()
        self._check_queues()

    def _check_homes(self) -> None:
        """Each move begins where the one before it ended."""
        moves = (
            "SELECT from_authority_id, to_authority_id FROM transfers "
            "WHERE person_id = :id AND effective_at IS NOT NULL ORDER BY effective_at"
        )
        for person_id, home in self.homes.items():
            at = HAIDIAN
            rows = self.db.read(
                lambda session, p=person_id: session.execute(text(moves), {"id": p}).all()
            )
            for origin, target in rows:
                assert origin == at != target
                at = target
            assert at == home

    def _check_queues(self) -> None:
        for staff in self.staff.values():
            asked = (REVIEW, Actor(staff), utc_now())
            counts = self.db.read(summarise_cases, *asked)
            for name, filters in COUNTED.items():
                shown = self.db.read(list_cases, *asked, filters, None, 100)["items"]
                assert counts[name] == len(shown), name


@pytest.fixture
def db(service_database):
    opened = open_database(service_database("transfer"), "transfer")
    yield opened
    opened.engine.dispose()


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_R5_2_2_at_most_one_open_transfer_and_one_decision(db, steps) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("TRUNCATE cases, case_events, transfers, proofs, outbox_events"))
    scenario = Scenario(db)
    for step in steps:
        scenario.step(*step)
    scenario.check()
