"""R6.4: conflicts of interest, and that the audit log has words for everything."""

import pytest
from casework.clients import staff_actor
from casework.domain.actors import Actor
from casework.domain.conflicts import (
    FORMER_EMPLOYER,
    OWN_EMPLOYER,
    OWN_FILE,
    OWN_RECORD,
    REFUSALS,
    UNDECLARED,
    CaseSubject,
    find_conflict,
    find_obstacle,
)
from casework.domain.states import Action, CaseRelation, State, available_actions
from chassis.crypto import Cipher
from contracts.audit import ACTIONS, CASE_STEP, ROLE_NAMES
from contracts.context import CallContext
from contracts.error_codes import text_of
from contracts.schemas.identity.fields import STAFF_ROLES

STAFF = CallContext(actor_id="s1", actor_kind="staff")
TIED = Actor(STAFF, "", "p1", ("e1", "e2"), ("f1",))
REVIEWER = CallContext(actor_id="s1", actor_kind="staff", roles=("reviewer",))
AUDITOR = CallContext(actor_id="s1", actor_kind="staff", roles=("auditor",))


@pytest.mark.parametrize(
    ("actor", "subject", "found"),
    [
        pytest.param(TIED, CaseSubject("p1"), OWN_FILE, id="R6.4-own-file"),
        pytest.param(TIED, CaseSubject("p2", "s1"), OWN_RECORD, id="R6.4-own-record"),
        pytest.param(
            TIED, CaseSubject("p2", None, ("e9", "e2")), OWN_EMPLOYER, id="R6.4-own-employer"
        ),
        pytest.param(
            TIED, CaseSubject("p2", None, ("e9", "f1")), FORMER_EMPLOYER, id="R6.4-former-employer"
        ),
        pytest.param(TIED, CaseSubject("p2", None, ("f1", "e2")), OWN_EMPLOYER, id="R6.4-present"),
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


@pytest.mark.parametrize(
    ("actor", "holds", "found"),
    [
        pytest.param(Actor(REVIEWER, has_declared=False), False, UNDECLARED, id="R6.4-undeclared"),
        pytest.param(Actor(REVIEWER, has_declared=True), False, None, id="R6.4-declared"),
        pytest.param(Actor(REVIEWER, has_declared=False), True, None, id="R6.4-holds-it-already"),
        pytest.param(Actor(AUDITOR, has_declared=False), False, None, id="R6.4-reviews-nothing"),
        # Identity is away, or of a version that does not say.
        pytest.param(Actor(REVIEWER), False, None, id="R6.4-not-known"),
        pytest.param(
            Actor(REVIEWER, "", "p1", has_declared=False), True, OWN_FILE, id="R6.4-own-file-first"
        ),
    ],
)
def test_who_has_declared_nothing_takes_no_case(actor, holds, found):
    assert find_obstacle(actor, CaseSubject("p1"), holds=holds) == found


@pytest.mark.parametrize(
    ("answer", "declared"),
    [
        pytest.param({"interests_declared_at": "2026-11-28T02:00:00+00:00"}, True, id="R6.4-yes"),
        pytest.param({"interests_declared_at": None}, False, id="R6.4-no"),
        pytest.param({}, None, id="R6.4-version-before"),
    ],
)
def test_what_identity_says_of_a_declaration(answer, declared):
    assert staff_actor(STAFF, {"name": "王审核", **answer}).has_declared is declared


def test_R6_4_withdrawn_employers_count_by_the_same_index(monkeypatch):
    keyed = Cipher({"k": b"m" * 32}, b"i" * 32)
    monkeypatch.setattr("casework.employers.cipher", lambda: keyed)
    answer = {"name": "王审核", "withdrawn_employers": [{"uscc": "12100000400002558m"}]}
    present = staff_actor(STAFF, {"name": "王审核", "employer_usccs": ["12100000400002558M"]})
    assert staff_actor(STAFF, answer).former_employer_indexes == present.employer_indexes != ()


@pytest.mark.parametrize("code", REFUSALS, ids=lambda code: f"R6.4-{code}")
def test_conflict_has_a_text(code):
    assert text_of(code) != code


def test_R6_4_the_log_has_words_for_every_step_kind_and_role():
    by_staff = set(Action) - {Action.EXPIRE, Action.WITHDRAW, Action.ASK_ORIGIN_CONSENT}
    assert {f"{CASE_STEP}{action}" for action in by_staff} <= set(ACTIONS)
    assert set(ROLE_NAMES) == set(STAFF_ROLES)
