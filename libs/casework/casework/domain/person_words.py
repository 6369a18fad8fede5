"""What a case says to its person: where it stands, what to do next, what has happened so far.

Authorities are named, people of theirs are not: who decided is the authority's business (R6.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts import case_kinds
from contracts.case_kinds import CASE_KINDS

from casework.domain.states import OPEN_STATES_WITH_ORIGIN_CONSENT, Action, State

PERSON, AUTHORITY, SYSTEM = "person", "authority", "system"
WAIT, RESUBMIT, APPLY_AGAIN, OPEN_RECORD = "wait", "resubmit", "apply_again", "open_record"
RECORD_PAGE = "/record"

_STANDING: Mapping[State, str] = {
    State.AWAITING_ORIGIN_CONSENT: "已提交，正在等待调出地会计管理部门同意",
    State.SUBMITTED: "已提交，正在排队等待审核",
    State.UNDER_REVIEW: "审核人员已领取，正在审核",
    State.APPROVED: "审核通过",
    State.RETURNED: "未通过审核，可以按退回原因重新申请",
    State.WITHDRAWN: "已撤回",
}
_OF_KIND: Mapping[tuple[str, State], str] = {
    (case_kinds.COLLECTION, State.APPROVED): "信息采集审核通过",
    (case_kinds.COLLECTION, State.RETURNED): "已退回，修改退回的项目后可以重新提交",
    (case_kinds.COLLECTION, State.WITHDRAWN): "已撤回，修改后请重新提交",
    (case_kinds.REAL_NAME, State.APPROVED): "已完成实名认证",
    (case_kinds.REAL_NAME, State.RETURNED): "已退回，请按退回原因重新提交",
    (case_kinds.CHANGE, State.APPROVED): "审核通过，变更已生效",
    (case_kinds.TRANSFER, State.APPROVED): "审核通过，会计管理部门已变更",
    (case_kinds.TRANSFER, State.RETURNED): "未通过审核，会计管理部门不变，可以重新申请",
    (case_kinds.REWARD_PENALTY, State.APPROVED): "已登记",
    (case_kinds.REWARD_PENALTY, State.RETURNED): "未通过审核，不予记录",
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the person does next, with the page to do it on; waiting needs none."""

    code: str
    text: str
    link: str | None


def standing_of(kind: str, state: State) -> str:
    """Return where a case stands, in a sentence."""
    return _OF_KIND.get((kind, state)) or _STANDING.get(state, "")


def next_step(kind: str, state: State) -> NextStep | None:
    """Return what the person does next, None where nothing is left to do."""
    known = CASE_KINDS[kind]
    if state in OPEN_STATES_WITH_ORIGIN_CONSENT:
        return NextStep(WAIT, "请等待审核，结果将以站内信和短信告知", None)
    if state == State.APPROVED:
        is_first = kind == case_kinds.COLLECTION
        return NextStep(OPEN_RECORD, "查看我的档案", RECORD_PAGE) if is_first else None
    if known.resumable:
        return NextStep(RESUBMIT, "修改后重新提交", known.link)
    return NextStep(APPLY_AGAIN, "重新申请", known.link) if known.withdrawable else None


def is_open_for_person(kind: str, state: State) -> bool:
    """Tell whether a case still goes on: for the reviewers, or for the person who mends it."""
    if state in OPEN_STATES_WITH_ORIGIN_CONSENT:
        return True
    return CASE_KINDS[kind].resumable and state in (State.RETURNED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Happening:
    """One step in the history of a case, as it is stored; `authority` is in charge after it."""

    action: str
    state: str
    round: int
    actor_kind: str
    authority: str


def words_for(kind: str, step: Happening) -> str:
    """Return what happened in a step; of a kind of step that is not known, where it led."""
    if step.action == Action.SUBMIT:
        return _submission(kind, step)
    if step.action == Action.APPROVE:
        return _approval(kind, step)
    if step.action == Action.FORWARD:
        return f"已转至{step.authority}，提交时间不变"
    if step.action == Action.WITHDRAW:
        return "本人撤回" if step.actor_kind == PERSON else "申请已由系统撤回"
    if step.action == Action.RETURN:
        recorded = kind == case_kinds.REWARD_PENALTY
        return "未通过审核，不予记录" if recorded else "退回，请查看退回原因"
    return _PLAIN.get(step.action) or standing_of(kind, State(step.state))


_PLAIN: Mapping[str, str] = {
    Action.ASK_ORIGIN_CONSENT: "提交申请，等待调出地会计管理部门同意",
    Action.CLAIM: "审核人员已领取，开始审核",
    Action.UNCLAIM: "放回队列，等待审核",
    Action.EXPIRE: "放回队列，等待审核",
}


def _submission(kind: str, step: Happening) -> str:
    if step.actor_kind != PERSON and kind == case_kinds.REWARD_PENALTY:
        return "会计管理部门登记，等待审核"
    return "提交申请" if step.round <= 1 else f"重新提交（第 {step.round} 次）"


def _approval(kind: str, step: Happening) -> str:
    if step.state == State.SUBMITTED:
        return f"调出地已同意，转由{step.authority}审核"
    return standing_of(kind, State.APPROVED)


def doer_of(actor_kind: str) -> str:
    """Return who took a step, as far as its person learns it."""
    return {"person": PERSON, "staff": AUTHORITY}.get(actor_kind, SYSTEM)


# What staff write to each other, or to nobody in particular, stays with them.
ACTIONS_WITH_NOTES = frozenset({Action.RETURN.value})
