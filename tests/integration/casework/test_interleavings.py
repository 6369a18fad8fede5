"""Whatever several people do in whatever order, the table holds and the counts are the lists."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from casework.cases.counts import summarise_cases
from casework.cases.queries import COUNTED, CaseFilters, list_cases
from casework.cases.use_cases import (
    approve_case,
    claim_case,
    forward_case,
    return_case,
    unclaim_case,
    withdraw_case,
)
from casework.domain.states import TRANSITIONS, Action, State
from contracts.context import CallContext
from contracts.errors import ServiceError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CASES = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(2)]
ALL = CaseFilters("all")
REASONS = [{"item": "authority", "code": "unclear"}]
REVIEWERS = ("s1", "s2", "s3")

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["submit", "withdraw", "claim", "release", "approve", "return", "forward", "wait"]
        ),
        st.sampled_from(REVIEWERS),
        st.sampled_from(CASES),
    ),
    min_size=5,
    max_size=40,
)


@dataclass
class Expected:
    """What one case should be, computed by rules written a second time, without the table."""

    state: str = "draft"
    place: str = "haidian"
    claimer: str | None = None
    claimed_until: object = None
    decider: str | None = None
    submitted_at: object = None

    def expire_claims(self, now):
        if self.state == "under_review" and self.claimed_until <= now:
            self.state, self.claimer = "submitted", None

    def allows(self, action, staff, place):
        """Tell whether the action should be answered without an error."""
        open_to = place == self.place
        free_or_mine = self.claimer in (None, staff)
        is_mine = self.state == "under_review" and self.claimer == staff
        return {
            "submit": self.state in ("draft", "returned", "withdrawn"),
            "withdraw": self.state in ("submitted", "withdrawn"),
            "claim": open_to and self.state in ("submitted", "under_review") and free_or_mine,
            "release": open_to and self.state in ("submitted", "under_review") and free_or_mine,
            "forward": open_to and self.state in ("submitted", "under_review") and free_or_mine,
            "approve": open_to and (is_mine or self._repeats("approved", staff)),
            "return": open_to and (is_mine or self._repeats("returned", staff)),
        }[action]

    def _repeats(self, state, staff):
        return self.state == state and self.decider == staff

    def apply(self, action, staff, now):
        if action == "claim":
            self.state, self.claimer = "under_review", staff
            self.claimed_until = now + timedelta(minutes=30)
            return
        self.claimer = None
        if action == "submit":
            self.place, self.submitted_at, self.decider = "haidian", now, None
        if action in ("approve", "return"):
            self.decider = staff
        if action == "forward":
            self.place = other(self.place)
        self.state = {
            "submit": "submitted",
            "withdraw": "withdrawn",
            "release": "submitted",
            "forward": "submitted",
            "approve": "approved",
            "return": "returned",
        }[action]


def other(place):
    return "xicheng" if place == "haidian" else "haidian"


class InterleavedScenario:
    """The database and the expectation, moved together."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.cases = {case_id: Expected() for case_id in CASES}
        # s1 and s2 sit in one authority, s3 in the other.
        places = {"s1": "haidian", "s2": "haidian", "s3": "xicheng"}
        self.places = places
        self.reviewers = {
            s: scenario.reviewer(s, getattr(scenario, place)) for s, place in places.items()
        }

    def step(self, action, staff, case_id):
        if action == "wait":
            self.scenario.advance(minutes=31)
            return
        self.scenario.advance(seconds=1)
        expected = self.cases[case_id]
        expected.expire_claims(self.scenario.now)
        allowed = expected.allows(action, staff, self.places[staff])
        refusal = self._try(action, staff, case_id)
        assert allowed is (refusal is None), f"{action} by {staff}: {refusal}, {expected}"
        if allowed:
            expected.apply(action, staff, self.scenario.now)

    def _try(self, *step):
        try:
            self._perform(*step)
        except ServiceError as error:
            return error.code
        return None

    def _perform(self, action, staff, case_id):
        person = CallContext(actor_id=case_id, actor_kind="person")
        reviewer = self.reviewers[staff]
        if action == "submit":
            return self.scenario.submit(case_id=case_id, person_id=case_id)
        if action == "withdraw":
            return self.scenario.run(person, withdraw_case, self.scenario.review, case_id, case_id)
        if action == "forward":
            target = getattr(self.scenario, other(self.places[staff]))
            return reviewer.run(forward_case, case_id, target, "转")
        use_case = {"claim": claim_case, "release": unclaim_case, "approve": approve_case}
        if action == "return":
            return reviewer.run(return_case, case_id, REASONS)
        return reviewer.run(use_case[action], case_id)

    def check(self):
        for case_id, expected in self.cases.items():
            if expected.state != "draft":
                self._check_case(case_id, expected)
        for reviewer in (
            *self.reviewers.values(),
            self.scenario.reviewer("s9", self.scenario.beijing),
        ):
            counts = reviewer.read(summarise_cases)
            for name, filters in COUNTED.items():
                shown = {item["case_id"] for item in reviewer.read(list_cases, filters)["items"]}
                assert counts[name] == len(shown), name
                if name in set(State):
                    assert shown == self._in_state(name, reviewer), name

    def _in_state(self, state, reviewer):
        place = self.places.get(reviewer.actor.staff_id)
        return {
            case_id
            for case_id, expected in self.cases.items()
            if expected.state == state and place in (None, expected.place)
        }

    def _check_case(self, case_id, expected):
        expected.expire_claims(self.scenario.now)
        case = self.scenario.case(case_id)
        shown = next(
            item
            for item in self.reviewers[self._viewer(expected)].read(list_cases, ALL)["items"]
            if item["case_id"] == case_id
        )
        assert shown["status"] == expected.state
        assert (shown["claimed_by"] or {}).get("staff_id") == expected.claimer
        assert case.submitted_at == expected.submitted_at
        self._check_history(case_id, case)

    def _viewer(self, expected):
        return next(s for s, place in self.places.items() if place == expected.place)

    def _check_history(self, case_id, case):
        state = State.DRAFT
        for number, event in enumerate(self.scenario.history(case_id), start=1):
            state = TRANSITIONS[(state, Action(event.action))]
            assert (event.state, event.version) == (state, number)
        assert (case.state, case.version) == (state, number)


@pytest.mark.slow
@given(steps=STEPS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_R6_2_no_order_of_steps_breaks_the_table(scenario, clean, steps):
    clean()
    interleaved = InterleavedScenario(scenario)
    for step in steps:
        interleaved.step(*step)
    interleaved.check()
