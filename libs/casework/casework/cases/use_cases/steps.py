"""Parts that every use case shares: finding, locking, guarding, moving a case."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from chassis.db import UnitOfWork
from contracts.audit import CASE_STEP
from contracts.errors import Conflict, Forbidden, NotFound, PreconditionFailed
from contracts.platform import API_PREFIX
from sqlalchemy import select

from casework import audit
from casework.cases.kinds import Authority, Case, ReviewKind
from casework.cases.views import case_view, event_data, is_claimed, obstacle_to
from casework.domain.actors import SYSTEM, Actor
from casework.domain.conflicts import UNDECLARED, must_declare
from casework.domain.states import Action, State, is_in_charge, next_state

CLAIM_LASTS = timedelta(minutes=30)
DECLARE_AT = f"{API_PREFIX}/staff/me/interests"


def find_locked(uow: UnitOfWork, review: ReviewKind, case_id: str) -> Case | None:
    """Return the case, locked until the transaction ends, if there is one."""
    model = review.case_model
    statement = (
        select(model)
        .where(model.case_id == case_id, model.kind == review.kind)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return uow.session.execute(statement).scalar_one_or_none()


def lock_for_reviewer(uow: UnitOfWork, review: ReviewKind, case_id: str, reviewer: Actor) -> Case:
    """Return the case, locked, if this reviewer may handle it.

    Raises Forbidden for staff who do not review, for those with a conflict of interest and for those
    who have not declared theirs, NotFound for a case outside the reviewer's authority and those
    below it.
    """
    if uow.context.require_staff("reviewer", code="casework.reviewer_only") != reviewer.actor_id:
        raise Forbidden("casework.reviewer_only")
    case = find_locked(uow, review, case_id)
    if case is None or not uow.context.covers(case.access_path):
        raise NotFound("casework.case_not_found")
    if obstacle := obstacle_to(reviewer, case, uow.now):
        raise refusal_for(obstacle)
    return case


def lock_for_approval(uow: UnitOfWork, review: ReviewKind, case_id: str, reviewer: Actor) -> Case:
    """Return the case as `lock_for_reviewer` does, with what else its approval locks before it."""
    uow.context.require_staff("reviewer", code="casework.reviewer_only")
    review.lock_for_approval(uow, case_id)
    return lock_for_reviewer(uow, review, case_id, reviewer)


def ensure_declared(reviewer: Actor) -> None:
    """Refuse whoever has not declared their interests, even what they hold already."""
    if must_declare(reviewer):
        raise refusal_for(UNDECLARED)


def refusal_for(obstacle: str) -> Forbidden:
    """Return the refusal; one for a declaration that is missing says where to make it."""
    where = {"declare_at": DECLARE_AT} if obstacle == UNDECLARED else {}
    return Forbidden(obstacle, details=where)


def ensure_in_charge(uow: UnitOfWork, case: Case) -> None:
    """Refuse a superior authority what it may only see, until the limit has passed."""
    own = uow.context.authority_id
    if not is_in_charge(own, case.authority_id, case.limit_at, uow.now):
        details = {"authority": case.authority_name}
        raise Forbidden("casework.other_authority", details=details)


def expire_claim_if_due(uow: UnitOfWork, review: ReviewKind, case: Case) -> None:
    """Put a case back into the queue if its claim has run out."""
    if case.state == State.UNDER_REVIEW and not is_claimed(case, uow.now):
        transition(uow, review, case, Action.EXPIRE, SYSTEM)


def assign_to(case: Case, authority: Authority) -> None:
    """Make an authority the one in charge of a case."""
    case.authority_id = authority.authority_id
    case.authority_name = authority.name
    case.authority_path = authority.path
    case.custodian_path = None


def ensure_version(case: Case, expected_version: int | None) -> None:
    """Refuse to act on a case that has changed since the caller read it."""
    if expected_version is not None and expected_version != case.version:
        raise PreconditionFailed(details={"current_version": case.version})


def ensure_not_claimed_by_other(case: Case, reviewer: Actor) -> None:
    """Refuse a case that another reviewer has claimed."""
    if case.claimed_by is not None and case.claimed_by != reviewer.actor_id:
        details = {"claimed_by_name": case.claimed_by_name}
        raise Conflict("casework.claimed_by_other", details=details)


def already_decided(case: Case, reviewer: Actor) -> Conflict:
    """Return the refusal of a second decision; it says whether the first was the reviewer's own."""
    text = None
    if case.decided_by == reviewer.actor_id:
        done = "通过" if case.state == State.APPROVED else "退回"
        text = f"您已{done}该申请，不能再作其他决定，请刷新页面查看结果"
    return Conflict("casework.already_decided", text, {"state": case.state})


def transition(
    uow: UnitOfWork,
    review: ReviewKind,
    case: Case,
    action: Action,
    actor: Actor,
    **details: Any,
) -> None:
    """Take one step of the state table and write it into the history; into the log if by staff."""
    case.state = next_state(State(case.state), action).value
    if case.state != State.UNDER_REVIEW:
        case.claimed_by = case.claimed_by_name = case.claim_expires_at = None
    case.version += 1
    _write_history(uow, review, case, action, actor, **details)
    if actor.kind == "staff":
        _write_log(uow, review, case, action, **details)


def _write_log(
    uow: UnitOfWork,
    review: ReviewKind,
    case: Case,
    action: Action,
    *,
    reasons: Sequence[dict[str, Any]] = (),
    **_texts: Any,
) -> None:
    """Write a step into the audit log; free text stays in the history of the case."""
    details = {
        "round": case.round,
        "state": case.state,
        "authority_id": case.authority_id,
        "authority_name": case.authority_name,
        "reasons": [{"item": one["item"], "code": one["code"]} for one in reasons],
    }
    name = f"{CASE_STEP}{action.value}"
    audit.record(uow, audit.Act(name, case.person_id, review.kind, case.case_id, (), details))


def _write_history(
    uow: UnitOfWork,
    review: ReviewKind,
    case: Case,
    action: Action,
    actor: Actor,
    *,
    note: str | None = None,
    reasons: Sequence[dict[str, Any]] = (),
) -> None:
    copied = ("case_id", "version", "round", "state", "authority_id", "authority_name")
    make: Any = review.event_model  # the owner's mapped class takes its columns by name
    event = make(
        event_id=uow.new_id(),
        action=action.value,
        actor_kind=actor.kind,
        actor_id=actor.actor_id,
        actor_name=actor.name,
        note=note,
        reasons=list(reasons),
        at=uow.now,
        **{name: getattr(case, name) for name in copied},
    )
    uow.session.add(event)


def publish_event(
    uow: UnitOfWork, review: ReviewKind, case: Case, action: Action, **changes: Any
) -> None:
    """Publish the event that the owner's kind has for an action, if it has one."""
    if name := review.event_names.get(action):
        facts = review.event_facts(uow.session, case)
        uow.publish(name, {**event_data(case), **facts, **changes})


def answer(uow: UnitOfWork, case: Case, reviewer: Actor) -> dict[str, Any]:
    """Return the case as the reviewer sees it after the step."""
    return case_view(case, reviewer, uow.now)


def claim_end(now: datetime) -> datetime:
    """Return when a claim made now runs out."""
    return now + CLAIM_LASTS
