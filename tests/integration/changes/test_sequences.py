"""Several people and reviewers in random order: the record is the replay of approved changes."""

import copy
from itertools import pairwise

import pytest
from changes_fakes import FakeIdentity
from contracts.context import CallContext
from contracts.errors import ServiceError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SERVICE = CallContext(actor_id="collection", actor_kind="service")
REASONS = {"reasons": [{"item": "change", "code": "other", "note": "不符"}]}
DECIDED = ("approved", "returned", "withdrawn")
PERIODS = (("2010-09", "2012-07"), ("2011-09", "2013-07"), ("2014-09", "2016-07"))

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "basic", "basic", "address", "add", "modify", "modify", "delete", "withdraw",
                "claim", "claim", "approve", "approve", "return", "deliver", "deliver",
            ]
        ),
        st.integers(0, 1),
        st.integers(0, 2),
    ),
    min_size=6,
    max_size=22,
)  # fmt: skip


class Play:
    """Two people, three reviewers, and what each approved change has to leave behind."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.people = [scenario.person() for _ in range(2)]
        self.staff = [scenario.staff(f"s{number}") for number in range(3)]
        self.expected = {one.person_id: copy.deepcopy(one.record) for one in self.people}
        self.numbers = iter(range(1000))
        self.refusals = set()

    def take(self, step, who, pick):
        try:
            getattr(self, f"_{step}")(self.people[who], pick)
        except ServiceError as error:
            self.refusals.add(error.code)

    def _basic(self, person, pick):
        person.change_basic(email=f"u{next(self.numbers)}@example.com")

    def _address(self, person, pick):
        person.change_basic(
            residence_region="110108", postal_address=f"北京市海淀区第{next(self.numbers)}号院"
        )

    def _add(self, person, pick):
        start, end = PERIODS[pick]
        person.change_education("add", data=person.education(start, end, attachments=[]))

    def _modify(self, person, pick):
        target = self._row(person, pick)
        row = person.record["education"][target]
        attached = [
            {"kind": kind, "attachment_id": id_} for kind, id_ in row["attachments"].items()
        ]
        data = {**row, "attachments": attached, "major": f"专业{next(self.numbers)}"}
        person.change_education("modify", target, data)

    def _delete(self, person, pick):
        person.change_education("delete", self._row(person, pick))

    def _row(self, person, pick):
        rows = sorted(person.record["education"])
        return rows[pick % len(rows)] if rows else "00000000-0000-4000-8000-000000000000"

    def _withdraw(self, person, pick):
        person.call("withdraw_change", change_id=self._case(person, pick))

    def _claim(self, person, pick):
        self.staff[pick].on("change", self._case(person, pick), "claim")

    def _approve(self, person, pick):
        self.staff[pick].on("change", self._case(person, pick), "approve")

    def _return(self, person, pick):
        self.staff[pick].on("change", self._case(person, pick), "return", body=REASONS)

    def _case(self, person, pick):
        manual = [
            one["change_id"]
            for one in person.call("list_changes")["items"]
            if one["review_mode"] == "manual"
        ]
        return manual[pick % len(manual)] if manual else "00000000-0000-4000-8000-000000000000"

    def _deliver(self, person, pick):
        self.scenario.deliver()


def check(play):
    """Compare what persons, reviewers and collection are answered, and the record with its replay."""
    scenario = play.scenario
    scenario.deliver()
    shown = [one for person in play.people for one in person.call("list_changes")["items"]]
    for one in shown:
        answer = scenario.client.call("find_case", context=SERVICE, case_id=one["change_id"])
        assert answer["state"] == one["status"]
    is_open = {one["change_id"] for one in shown if one["status"] not in DECIDED}
    mine = {person.person_id for person in play.people}
    reservations = scenario.collection.reservations.items()
    assert {
        case_id for case_id, reservation in reservations if reservation["person_id"] in mine
    } == is_open
    queue = scenario.staff().call("list_reviews", kind="change", limit=100)["items"]
    queued = {one["case_id"] for one in queue if one["person_id"] in mine}
    assert queued == is_open
    objects = [(o["object_id"], o["section"]) for o in shown if o["change_id"] in is_open]
    touched = [one for one in objects if one[0] is not None]
    assert len(touched) == len(set(touched))
    for person in play.people:
        assert replayed(scenario, person, play.expected[person.person_id]) == person.record


def replayed(scenario, person, record):
    """Return the first record with every approved change applied in the order of approval."""
    record = copy.deepcopy(record)
    approved = [
        data["case_id"]
        for name, data in scenario.published()
        if name == "change_approved" and data["person_id"] == person.person_id
    ]
    for change_id in approved:
        change = person.call("reveal_change", change_id=change_id)
        record["version"] += 1
        if change["section"] == "basic":
            assert record["basic"] == change["before"]
            record["basic"] = change["after"]
            continue
        rows = record["education"]
        assert rows.pop(change["object_id"], None) == change["before"]
        if change["after"] is not None:
            rows[change["object_id"]] = change["after"]
    periods = sorted((r["start_month"], r["end_month"]) for r in record["education"].values())
    assert all(one[1] <= other[0] for one, other in pairwise(periods))
    return record


@pytest.mark.slow
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_R4_3_3_the_record_equals_the_replay_of_approved_changes(scenario, steps):
    FakeIdentity.staff_files = {}
    play = Play(scenario)
    for step in steps:
        play.take(*step)
    assert "common.internal_error" not in play.refusals
    check(play)
