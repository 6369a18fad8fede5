"""The state table: every pair of state and action, and what each actor may do."""

from datetime import UTC, datetime, timedelta

import pytest
from casework.domain.states import (
    TRANSITIONS,
    Action,
    CaseRelation,
    State,
    available_actions,
    is_in_charge,
    next_state,
)
from contracts.errors import Conflict

REVIEWER = CaseRelation(is_reviewer=True, is_in_charge=True)
SUPERIOR = CaseRelation(is_reviewer=True)
CLAIMER = CaseRelation(is_reviewer=True, is_in_charge=True, is_claimer=True)
PERSON = CaseRelation(is_applicant=True)
OWN_FILE = CaseRelation(is_reviewer=True, is_in_charge=True, has_conflict=True)
OUTSIDER = CaseRelation()

NOW = datetime(2026, 11, 25, tzinfo=UTC)
EARLIER, LATER = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_R6_2_only_the_table_moves_a_case(state, action):
    expected = TRANSITIONS.get((state, action))
    if expected:
        assert next_state(state, action) == expected
        return
    with pytest.raises(Conflict) as caught:
        next_state(state, action)
    assert caught.value.code == "casework.action_not_allowed"
    assert caught.value.details == {"state": str(state)}


@pytest.mark.parametrize(
    ("state", "actor", "expected"),
    [
        pytest.param("draft", PERSON, ["submit"], id="R3.5.1-person-submits-draft"),
        pytest.param("submitted", PERSON, ["withdraw"], id="R3.6.2-person-withdraws-unclaimed"),
        pytest.param("under_review", PERSON, [], id="R3.6.2-no-withdrawal-once-claimed"),
        pytest.param("returned", PERSON, ["submit"], id="R3.6.2-person-submits-again"),
        pytest.param("withdrawn", PERSON, ["submit"], id="R3.6.2-person-submits-after-withdrawal"),
        pytest.param("approved", PERSON, [], id="R6.3-approved-is-final"),
        pytest.param(
            "awaiting_release", PERSON, ["withdraw"], id="R5.2.2-withdrawn-before-consent"
        ),
        pytest.param(
            "awaiting_release", REVIEWER, ["approve", "return"], id="R5.2.2-consent-or-return"
        ),
        pytest.param("awaiting_release", OWN_FILE, [], id="R6.4-own-file-no-consent"),
        pytest.param("awaiting_release", OUTSIDER, [], id="R6.1-outsider-consents-to-nothing"),
        pytest.param("submitted", REVIEWER, ["claim", "forward"], id="R6.2-reviewer-claims"),
        pytest.param("submitted", SUPERIOR, ["forward"], id="R6.1-superior-forwards-only"),
        pytest.param("awaiting_release", SUPERIOR, [], id="R6.1-superior-consents-to-nothing"),
        pytest.param("under_review", SUPERIOR, [], id="R6.1-superior-takes-nothing-away"),
        pytest.param("under_review", REVIEWER, [], id="R6.2-claimed-by-another"),
        pytest.param(
            "under_review",
            CLAIMER,
            ["release", "forward", "approve", "return"],
            id="R6.3-claimer-decides",
        ),
        pytest.param("approved", CLAIMER, [], id="R6.3-no-second-decision"),
        pytest.param("submitted", OWN_FILE, [], id="R6.4-own-file-not-claimed"),
        pytest.param("submitted", OUTSIDER, [], id="R6.1-outsider-does-nothing"),
    ],
)
def test_available_actions(state, actor, expected):
    assert available_actions(State(state), actor) == expected


@pytest.mark.parametrize(
    ("own", "limit_at", "expected"),
    [
        pytest.param("au-1", LATER, True, id="R6.1-ones-own"),
        pytest.param("au-0", LATER, False, id="R6.1-superior-sees-only"),
        pytest.param("au-0", None, False, id="R6.1-superior-without-a-limit"),
        pytest.param("au-0", EARLIER, True, id="R6.2-superior-steps-in-after-the-limit"),
    ],
)
def test_who_is_in_charge(own, limit_at, expected):
    assert is_in_charge(own, "au-1", limit_at, NOW) is expected


def test_R6_3_every_state_can_be_reached_from_draft():
    reached = {State.DRAFT}
    while True:
        following = {to for (state, _), to in TRANSITIONS.items() if state in reached}
        if following <= reached:
            break
        reached |= following
    assert reached == set(State)
