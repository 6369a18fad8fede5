"""R3.6.1, R4.3.1, R5.2.1: what a case says to its person, and what it keeps to itself."""

import pytest
from casework.domain import person_words
from casework.domain.person_words import Happening, NextStep, next_step, standing_of, words_for
from casework.domain.states import TRANSITIONS, Action, State
from contracts.case_kinds import CASE_KINDS, CHANGE, COLLECTION, REAL_NAME, REWARD_PENALTY, TRANSFER

SUBMITTED_STATES = [state for state in State if state != State.DRAFT]
AUTHORITY = "北京市海淀区财政局"


@pytest.mark.parametrize("kind", CASE_KINDS)
@pytest.mark.parametrize("state", SUBMITTED_STATES)
def test_R3_6_1_every_state_of_every_kind_is_a_sentence(kind: str, state: State) -> None:
    assert standing_of(kind, state)


@pytest.mark.parametrize(
    ("kind", "state", "step"),
    [
        (COLLECTION, State.RETURNED, NextStep("resubmit", "修改后重新提交", "/collection")),
        (COLLECTION, State.WITHDRAWN, NextStep("resubmit", "修改后重新提交", "/collection")),
        (COLLECTION, State.APPROVED, NextStep("open_record", "查看我的档案", "/record")),
        (REAL_NAME, State.RETURNED, NextStep("resubmit", "修改后重新提交", "/real-name")),
        (CHANGE, State.RETURNED, NextStep("apply_again", "重新申请", "/changes")),
        (TRANSFER, State.WITHDRAWN, NextStep("apply_again", "重新申请", "/transfers")),
        (CHANGE, State.APPROVED, None),
        (REWARD_PENALTY, State.RETURNED, None),
    ],
)
def test_R3_6_1_the_next_step_is_the_persons(
    kind: str, state: State, step: NextStep | None
) -> None:
    assert next_step(kind, state) == step


@pytest.mark.parametrize("kind", CASE_KINDS)
@pytest.mark.parametrize("state", [State.SUBMITTED, State.UNDER_REVIEW])
def test_R3_6_1_whoever_waits_is_told_to_wait(kind: str, state: State) -> None:
    step = next_step(kind, state)
    assert step is not None
    assert (step.code, step.link) == ("wait", None)


def test_R3_6_1_what_a_person_mends_is_still_open() -> None:
    open_when_returned = {
        kind for kind in CASE_KINDS if person_words.is_open_for_person(kind, State.RETURNED)
    }
    assert open_when_returned == {COLLECTION, REAL_NAME}
    for kind in CASE_KINDS:
        assert person_words.is_open_for_person(kind, State.UNDER_REVIEW)
        assert not person_words.is_open_for_person(kind, State.APPROVED)


def _step(action: str, state: str, number: int = 1, by: str = "staff") -> Happening:
    return Happening(action, state, number, by, AUTHORITY)


@pytest.mark.parametrize("kind", CASE_KINDS)
@pytest.mark.parametrize(("start", "action"), TRANSITIONS)
def test_R3_6_1_every_step_of_every_kind_has_words(kind: str, start: State, action: Action) -> None:
    words = words_for(kind, _step(action.value, TRANSITIONS[start, action].value))
    assert words


@pytest.mark.parametrize(
    ("kind", "step", "words"),
    [
        (COLLECTION, _step("submit", "submitted", by="person"), "提交申请"),
        (COLLECTION, _step("submit", "submitted", 3, "person"), "重新提交（第 3 次）"),
        (REWARD_PENALTY, _step("submit", "submitted"), "会计管理部门登记，等待审核"),
        (TRANSFER, _step("approve", "submitted"), f"调出地已同意，转由{AUTHORITY}审核"),
        (CHANGE, _step("forward", "submitted"), f"已转至{AUTHORITY}，提交时间不变"),
        (CHANGE, _step("withdraw", "withdrawn", by="person"), "本人撤回"),
        (REAL_NAME, _step("withdraw", "withdrawn", by="system"), "申请已由系统撤回"),
        (CHANGE, _step("a step of a newer version", "under_review"), "审核人员已领取，正在审核"),
    ],
)
def test_R3_6_1_steps_are_told_in_words(kind: str, step: Happening, words: str) -> None:
    assert words_for(kind, step) == words
