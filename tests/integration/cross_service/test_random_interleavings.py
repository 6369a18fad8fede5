"""Random bursts of steps by several people at once, on several real services (issue: Must show).

Each burst runs at the same time, so that its steps meet inside the services and their databases.
Between bursts events are published twice or delayed. What nobody may ever see broken is checked
after every burst, without waiting; the record and the reservations once all events are handled.

`AUSM_WALKS=200 ./ausm test integration/cross_service` walks longer, and differently each time.
"""

import os
from collections import Counter
from dataclasses import replace

import eventlet
import pytest
from contracts.errors import ServiceError
from cross_service_actors import CHAOYANG, HAIDIAN, REASONS, Person
from cross_service_invariants import check_final_state, check_invariants, wait_until_handled
from eventlet.greenpool import GreenPool
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

WALKS = int(os.environ.get("AUSM_WALKS", "0"))
EXAMPLES = WALKS or 3
# So many walks meet every kind of step.
ENOUGH = 20
PEOPLE = 2

PERSON_STEPS = (
    *("email", "address", "address", "add_education", "modify_education", "move_education"),
    *("delete_education", "add_employment", "delete_employment", "credit", "credit"),
    *("transfer", "transfer", "transfer", "withdraw", "withdraw"),
)
STAFF_STEPS = (
    *("claim", "claim", "claim", "approve", "approve", "approve", "return", "release", "forward"),
    "decide_one",
)
OTHER_STEPS = ("reward", "policy", "twice", "late", "second_review")

STEPS = st.one_of(
    st.tuples(st.sampled_from(PERSON_STEPS), st.integers(0, PEOPLE - 1), st.integers(0, 11)),
    st.tuples(st.sampled_from(STAFF_STEPS), st.integers(0, 3), st.integers(0, 11)),
    st.tuples(st.sampled_from(STAFF_STEPS), st.integers(0, 3), st.integers(0, 11)),
    st.tuples(st.sampled_from(OTHER_STEPS), st.integers(0, PEOPLE - 1), st.integers(0, 11)),
)
BURSTS = st.lists(st.lists(STEPS, min_size=2, max_size=6), min_size=10, max_size=14)
# Key of the lock that the relay of events holds while it publishes (chassis.messaging.outbox).
RELAY_LOCK = 0x6F75_7462_6F78
# A busy machine may answer late or not at all; what no rule foresaw is a fault.
FAULTS = {"common.internal_error"}


class Walk:
    """One walk of two new people and the staff of two authorities."""

    def __init__(self, services):
        self.services, self.done, self.refused = services, [], []
        services.people = [Person(services) for _ in range(PEOPLE)]

    def burst(self, steps):
        pool = GreenPool(len(steps))
        for thread in [pool.spawn(self._take, *step) for step in steps]:
            thread.wait()

    def end(self):
        """Wait until every event is handled and check; a failure names what was refused on the way."""
        wait_until_handled(self.services)
        check_invariants(self.services)
        try:
            check_final_state(self.services)
        except AssertionError as broken:
            broken.add_note(f"refused: {self.refused}")
            raise

    def _take(self, step, who, pick):
        try:
            self._perform(step, who, pick)
        except ServiceError as refusal:
            self.refused.append((step, refusal.code))
        else:
            self.done.append(step)

    def _perform(self, step, who, pick):
        if step in PERSON_STEPS:
            getattr(self.services.people[who], step)(pick)
        elif step in STAFF_STEPS:
            self._review(step, who, pick)
        else:
            getattr(self, f"_{step}")(who, pick)

    def _review(self, step, who, pick):
        case = self.services.pick_open(pick)
        staff = self.services.staff[who]
        if pick % 4:  # one in four tries what lies elsewhere
            staff = next(one for one in self.services.staff[who % 2 :] if one.authority == case[2])
        if step != "decide_one":
            staff.take(step, case)
            return
        if case[0] != "transfer" or pick % 2:
            staff.take("claim", case)
        staff.take("return" if pick % 3 == 0 else "approve", case)

    def _reward(self, who, pick):
        self.services.staff[pick % 4].record(self.services.people[who].person_id)

    def _policy(self, who, pick):
        context = replace(self.services.superior.context, roles=("platform_admin",))
        body = {"policy": ("in_only", "out_then_in")[pick % 2]}
        transfer = self.services.clients["transfer"]
        transfer.call("update_review_policy", context=context, body=body)

    def _second_review(self, who, pick):
        """Decide the second review of an approved change; every approval is sampled."""
        staff = self.services.staff[pick % 4]
        body = {"outcome": "confirmed"}
        if pick % 2:
            body = {"outcome": "objected", "reasons": REASONS["change"]}
        rows = staff.call("changes", "list_second_reviews", kind="change")["items"]
        for row in rows[: who + 1]:
            named = {"kind": "change", "case_id": row["case_id"]}
            staff.call("changes", "decide_second_review", **named, body=body)

    def _twice(self, who, pick):
        """Publish again what the broker has had already."""
        service = ("changes", "transfer", "collection")[pick % 3]
        again = (
            "UPDATE outbox_events SET published_at = NULL WHERE position IN"
            " (SELECT position FROM outbox_events ORDER BY random() LIMIT 5)"
        )
        self.services.execute(service, again)

    def _late(self, who, pick):
        """Delay the events of one service for a while."""
        service = ("changes", "transfer", "collection")[pick % 3]
        with self.services.dbs[service].engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({RELAY_LOCK})")
            eventlet.sleep(0.3)


SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=settings.default.derandomize and not WALKS,
    # Steps that meet do not meet the same way again: there is nothing to shrink.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.slow
@pytest.mark.timeout(60 * max(25, 2 * WALKS))
def test_R5_1_2_no_interleaving_breaks_the_rules(services):
    done: Counter[str] = Counter()

    @SETTINGS
    @given(bursts=BURSTS)
    def walk_once(bursts):
        walk = Walk(services)
        for steps in bursts:
            walk.burst(steps)
            check_invariants(services)
        assert FAULTS.isdisjoint(code for _, code in walk.refused), walk.refused
        walk.end()
        done.update(walk.done)

    walk_once()
    print(f"steps that were not refused: {dict(done)}")
    # Walks on which everything is refused would prove nothing.
    decided = done["decide_one"] + done["approve"] + done["return"]
    changed = sum(done[step] for step in PERSON_STEPS[:9])
    assert changed > 0, done
    if WALKS >= ENOUGH:
        assert min(decided, done["transfer"], done["credit"], done["withdraw"]) > 0, done


def test_R5_2_2_a_walk_that_must_get_through(services):
    walk = Walk(services)
    for burst in (
        [("email", 0, 0), ("address", 1, 0), ("credit", 1, 0)],
        [("decide_one", 0, 1)],
        [("decide_one", 0, 1)],
        [("transfer", 0, 1)],
        [("decide_one", 2, 5), ("second_review", 0, 1)],
    ):
        walk.burst(burst)
        wait_until_handled(services)
        check_invariants(services)
    check_final_state(services)
    once = ("email", "address", "credit", "transfer", "second_review")
    assert Counter(walk.done) == {**dict.fromkeys(once, 1), "decide_one": 3}, walk.refused
    query = "SELECT kind, state FROM second_reviews ORDER BY kind"
    assert [tuple(row) for row in services.rows("changes", query)] == [
        ("change", "objected"),
        ("credit", "open"),
    ]
    homes = [one.content().authority.authority_id for one in services.people]
    assert homes == [CHAOYANG, HAIDIAN]
