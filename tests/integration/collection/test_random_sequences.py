"""Random sequences of what people and reviewers do, against a plain model of the states."""

import itertools

import pytest
from contracts.errors import ServiceError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PERSON_STEPS = ("edit", "submit", "withdraw")
REVIEWER_STEPS = ("claim", "release", "approve", "return", "forward")
OFFICES = ("au-110108", "au-110105")

# What each step makes of each state; a step that is not listed is refused.
EXPECTED = {
    ("draft", "edit"): "draft",
    ("returned", "edit"): "returned",
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "submit"): "submitted",
    ("under_review", "submit"): "under_review",
    ("submitted", "withdraw"): "draft",
    ("submitted", "claim"): "under_review",
    ("under_review", "claim"): "under_review",
    ("submitted", "release"): "submitted",
    ("under_review", "release"): "submitted",
    ("under_review", "approve"): "approved",
    ("under_review", "return"): "returned",
    ("submitted", "forward"): "submitted",
    ("under_review", "forward"): "submitted",
    # A reviewer's decision sent again is answered as before.
    ("approved", "approve"): "approved",
    ("returned", "return"): "returned",
}


class Model:
    """What the state has to be, computed without looking at the service."""

    def __init__(self):
        self.status, self.rounds, self.office = "draft", 0, 0
        self.must_mend = self.was_withdrawn = False

    def accepts(self, step):
        """Tell whether the step is allowed now, and take it if it is."""
        after = EXPECTED.get((self.status, step))
        if step == "withdraw" and self.status == "draft" and self.was_withdrawn:
            return True
        opens_round = step == "submit" and self.status in ("draft", "returned")
        if after is None or (opens_round and self.must_mend):
            return False
        self.rounds += opens_round
        self.was_withdrawn = step == "withdraw" or (self.was_withdrawn and not opens_round)
        self.must_mend = self._must_mend_after(step)
        self.office ^= step == "forward"
        self.status = after
        return True

    def _must_mend_after(self, step):
        if step == "return" and self.status == "under_review":
            return True
        return self.must_mend and step != "edit"


class Play:
    """The same steps on the running service."""

    numbers = itertools.count(1)

    def __init__(self, scenario):
        self.person = scenario.person()
        self.person.fill(authority=OFFICES[0])
        self.reviewers = [scenario.reviewer(office) for office in OFFICES]
        self.case_id = None

    def take(self, step, office):
        try:
            getattr(self, f"_{step}")(self.reviewers[office])
        except ServiceError:
            return False
        return True

    def _edit(self, _reviewer):
        basic = self.person.collection()["basic"]
        changed = {**basic, "postal_address": f"北京市海淀区第{next(self.numbers)}号"}
        self.person.call("save_basic", body=changed)

    def _submit(self, _reviewer):
        self.case_id = self.person.submit()["review"]["case_id"]

    def _withdraw(self, _reviewer):
        self.person.call("withdraw_collection")

    def _claim(self, reviewer):
        reviewer.on(self.case_id, "claim_review")

    def _release(self, reviewer):
        reviewer.on(self.case_id, "unclaim_review")

    def _approve(self, reviewer):
        reviewer.on(self.case_id, "approve_review")

    def _return(self, reviewer):
        reasons = [{"item": "basic.details", "code": "other", "note": "请核对地址"}]
        reviewer.on(self.case_id, "return_review", body={"reasons": reasons})

    def _forward(self, reviewer):
        target = OFFICES[1 - self.reviewers.index(reviewer)]
        body = {"authority_id": target, "note": "单位在该区"}
        reviewer.on(self.case_id, "forward_review", body=body)


# Weighted so that a sequence gets past the first submission.
STEPS = st.lists(
    st.sampled_from((*PERSON_STEPS, *REVIEWER_STEPS, "edit", "submit", "claim", "return")),
    min_size=4,
    max_size=14,
)


@pytest.mark.slow
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_R3_6_2_any_sequence_keeps_to_the_states(scenario, steps):
    play, model = Play(scenario), Model()
    version = play.person.collection()["version"]
    for step in ["submit", *steps]:
        office = model.office
        before = model.status
        assert play.take(step, office) == model.accepts(step), (before, step)
        now = play.person.collection()
        assert now["status"] == model.status
        assert now["version"] >= version
        assert (now["version"] > version) or now["status"] == before
        version = now["version"]
    rounds = scenario.rows(
        "SELECT round FROM snapshots JOIN records USING (record_id)"
        " WHERE person_id = :person_id ORDER BY round",
        person_id=play.person.person_id,
    )
    assert [row["round"] for row in rounds] == list(range(1, model.rounds + 1))
    assert now["review"]["authority"]["authority_id"] == OFFICES[model.office]
