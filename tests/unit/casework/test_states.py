"""The state table: every pair of state and action, and what each actor may do."""

import pytest
from casework.domain.states import (
    TRANSITIONS,
    Action,
    ActorFacts,
    State,
    available_actions,
    next_state,
)
from contracts.errors import Conflict

REVIEWER = ActorFacts(is_reviewer=True)
CLAIMER = ActorFacts(is_reviewer=True, is_claimer=True)
PERSON = ActorFacts(is_person=True)
OWN_FILE = ActorFacts(is_reviewer=True, is_own_file=True)
OUTSIDER = ActorFacts()


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
        pytest.param("awaiting_release", PERSON, ["withdraw"], id="R5.2.2-withdrawn-unreleased"),
        pytest.param(
            "awaiting_release", REVIEWER, ["approve", "return"], id="R5.2.2-let-go-or-return"
        ),
        pytest.param("awaiting_release", OWN_FILE, [], id="R6.4-own-file-not-let-go"),
        pytest.param("awaiting_release", OUTSIDER, [], id="R6.1-outsider-lets-nobody-go"),
        pytest.param("submitted", REVIEWER, ["claim", "forward"], id="R6.2-reviewer-claims"),
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


def test_R6_3_every_state_can_be_reached_from_draft():
    reached = {State.DRAFT}
    while True:
        following = {to for (state, _), to in TRANSITIONS.items() if state in reached}
        if following <= reached:
            break
        reached |= following
    assert reached == set(State)
