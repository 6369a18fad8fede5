"""R6.4: conflicts of interest, and that the audit log has words for everything."""

import pytest
from casework.domain.actors import Actor
from casework.domain.conflicts import (
    CONFLICTS,
    OWN_EMPLOYER,
    OWN_FILE,
    OWN_RECORD,
    CaseSubject,
    find_conflict,
)
from casework.domain.states import Action, CaseRelation, State, available_actions
from contracts.audit import ACTIONS, CASE_STEP, ROLE_NAMES
from contracts.context import CallContext
from contracts.error_codes import text_of
from contracts.schemas.identity.fields import STAFF_ROLES

STAFF = CallContext(actor_id="s1", actor_kind="staff")
TIED = Actor(STAFF, "", "p1", ("e1", "e2"))


@pytest.mark.parametrize(
    ("actor", "subject", "found"),
    [
        pytest.param(TIED, CaseSubject("p1"), OWN_FILE, id="R6.4-own-file"),
        pytest.param(TIED, CaseSubject("p2", "s1"), OWN_RECORD, id="R6.4-own-record"),
        pytest.param(
            TIED, CaseSubject("p2", None, ("e9", "e2")), OWN_EMPLOYER, id="R6.4-own-employer"
        ),
        pytest.param(TIED, CaseSubject("p1", "s1", ("e1",)), OWN_FILE, id="R6.4-gravest-first"),
        pytest.param(TIED, CaseSubject("p2", "s2", ("e9",)), None, id="R6.4-none"),
        pytest.param(Actor(STAFF), CaseSubject("p1", None, ("e1",)), None, id="R6.4-nothing-known"),
        pytest.param(Actor(CallContext()), CaseSubject("p1", None), None, id="R6.4-nobody"),
    ],
)
def test_conflict(actor, subject, found):
    assert find_conflict(actor, subject) == found


@pytest.mark.parametrize("state", State, ids=lambda state: f"R6.4-{state}")
def test_who_has_a_conflict_may_do_nothing(state):
    facts = CaseRelation(is_reviewer=True, is_claimer=True, has_conflict=True)
    assert available_actions(state, facts) == []


@pytest.mark.parametrize("code", CONFLICTS, ids=lambda code: f"R6.4-{code}")
def test_conflict_has_a_text(code):
    assert text_of(code) != code


def test_R6_4_the_log_has_words_for_every_step_kind_and_role():
    by_staff = set(Action) - {Action.EXPIRE, Action.WITHDRAW, Action.ASK_ORIGIN_CONSENT}
    assert {f"{CASE_STEP}{action}" for action in by_staff} <= set(ACTIONS)
    assert set(ROLE_NAMES) == set(STAFF_ROLES)
