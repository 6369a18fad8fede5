"""Cases as they are answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chassis.clock import to_wire
from contracts.error_codes import text_of

from casework.cases.kinds import Case
from casework.cases.models import CaseEventMixin
from casework.domain.actors import Actor
from casework.domain.conflicts import CaseSubject, find_conflict, find_obstacle
from casework.domain.person_words import (
    ACTIONS_WITH_NOTES,
    AUTHORITY,
    SYSTEM,
    Happening,
    doer_of,
    words_for,
)
from casework.domain.states import (
    DECIDED_STATES,
    OPEN_STATES_WITH_ORIGIN_CONSENT,
    CaseRelation,
    State,
    available_actions,
    is_in_charge,
)


def relation_to(actor: Actor, case: Case, now: datetime) -> CaseRelation:
    """Return how an actor stands to a case at this moment."""
    return CaseRelation(
        is_reviewer=actor.may_review(case.access_path),
        is_in_charge=is_in_charge(
            actor.context.authority_id, case.authority_id, case.limit_at, now
        ),
        is_claimer=is_claimed(case, now) and case.claimed_by == actor.actor_id,
        has_conflict=obstacle_to(actor, case, now) is not None,
    )


def conflict_with(actor: Actor, case: Case) -> str | None:
    """Return the code of what keeps this actor from deciding a case."""
    return find_conflict(actor, subject_of(case))


def obstacle_to(actor: Actor, case: Case, now: datetime) -> str | None:
    """Return the code of what keeps this actor from a step: a conflict, or no declaration."""
    return find_obstacle(actor, subject_of(case), holds=is_held_by(actor, case, now))


def is_held_by(actor: Actor, case: Case, now: datetime) -> bool:
    """Tell whether the actor has claimed the case, or decided it."""
    holder = case.decided_by if case.state in DECIDED_STATES else None
    if is_claimed(case, now):
        holder = case.claimed_by
    return holder is not None and holder == actor.actor_id


def subject_of(case: Case) -> CaseSubject:
    """Return what a conflict of interest in a case is judged by."""
    return CaseSubject(case.person_id, case.recorder, case.employer_indexes or ())


def is_claimed(case: Case, now: datetime) -> bool:
    """Tell whether a reviewer has claimed the case and the claim has not run out."""
    expires_at = case.claim_expires_at
    return case.state == State.UNDER_REVIEW and expires_at is not None and expires_at > now


def effective_state(case: Case, now: datetime) -> State:
    """Return the state as it counts now: a claim that ran out counts for nothing."""
    if case.state == State.UNDER_REVIEW and not is_claimed(case, now):
        return State.SUBMITTED
    return State(case.state)


def case_view(case: Case, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return a case as a reviewer sees it in a queue."""
    relation = relation_to(actor, case, now)
    state = effective_state(case, now)
    claimed = is_claimed(case, now)
    return {
        "kind": case.kind,
        "case_id": case.case_id,
        "person_id": case.person_id,
        "masked_name": case.masked_name,
        "status": str(state),
        "authority": authority_view(case),
        "round": case.round,
        **_deadlines(case, now),
        "claimed_by": staff_view(case.claimed_by, case.claimed_by_name) if claimed else None,
        "claimed_by_me": relation.is_claimer,
        "claim_expires_at": time_view(case.claim_expires_at) if claimed else None,
        "decided_at": time_view(case.decided_at),
        "decided_by": staff_view(case.decided_by, case.decided_by_name),
        "version": case.version,
        "conflict": conflict_view(_shown_obstacle(actor, case, now)),
        "available_actions": available_actions(state, relation),
    }


def _shown_obstacle(actor: Actor, case: Case, now: datetime) -> str | None:
    """Return what a queue says; that nothing is declared, only where there is something to do."""
    if case.state in OPEN_STATES_WITH_ORIGIN_CONSENT:
        return obstacle_to(actor, case, now)
    return conflict_with(actor, case)


def conflict_view(code: str | None) -> dict[str, str] | None:
    """Return what keeps a reviewer from a case, in words."""
    return {"code": code, "text": text_of(code)} if code else None


def _deadlines(case: Case, now: datetime) -> dict[str, Any]:
    is_open = case.state in OPEN_STATES_WITH_ORIGIN_CONSENT
    return {
        "submitted_at": time_view(case.submitted_at),
        "due_at": time_view(case.due_at),
        "overdue": is_open and _has_passed(case.due_at, now),
        "beyond_limit": is_open and _has_passed(case.limit_at, now),
    }


def detail_view(
    case: Case,
    actor: Actor,
    now: datetime,
    items: dict[str, str],
    history: Sequence[CaseEventMixin],
) -> dict[str, Any]:
    """Return a case as a reviewer sees it before deciding, without the owner's data."""
    return {
        **case_view(case, actor, now),
        "items": [{"item": item, "label": label} for item, label in items.items()],
        "reasons": case.reasons,
        "note": case.note,
        "history": [_event_view(event) for event in history],
    }


def _event_view(event: CaseEventMixin) -> dict[str, Any]:
    return {
        "action": event.action,
        "status": event.state,
        "round": event.round,
        "actor_kind": event.actor_kind,
        "actor_name": event.actor_name,
        "authority": {"authority_id": event.authority_id, "name": event.authority_name},
        "note": event.note,
        "reasons": event.reasons,
        "at": to_wire(event.at),
    }


def person_view(case: Case, now: datetime) -> dict[str, Any]:
    """Return a case as its person sees it; who decided it is not shown."""
    state = effective_state(case, now)
    returned = state == State.RETURNED
    return {
        "status": str(state),
        "round": case.round,
        "authority": authority_view(case) if case.authority_id else None,
        "submitted_at": time_view(case.submitted_at),
        "decided_at": time_view(case.decided_at) if state in DECIDED_STATES else None,
        "reasons": case.reasons if returned else [],
        "note": case.note if returned else None,
        "available_actions": available_actions(state, CaseRelation(is_applicant=True)),
    }


def history_view(kind: str, events: Sequence[CaseEventMixin]) -> list[dict[str, Any]]:
    """Return the history of a case for its person: authorities are named, their people are not."""
    in_charge = [event.authority_name for event in events]
    # A step that hands a case on names the next authority; the one before took it.
    took = [*in_charge[:1], *in_charge[:-1]]
    return [_person_event_view(kind, event, by) for event, by in zip(events, took, strict=True)]


def _person_event_view(kind: str, event: CaseEventMixin, authority: str) -> dict[str, Any]:
    step = Happening(event.action, event.state, event.round, event.actor_kind, event.authority_name)
    doer = doer_of(event.actor_kind)
    is_told = event.action in ACTIONS_WITH_NOTES or doer == SYSTEM
    return {
        "action": event.action,
        "text": words_for(kind, step),
        "status": event.state,
        "round": event.round,
        "by": doer,
        "authority_name": authority if doer == AUTHORITY else None,
        "reasons": event.reasons,
        "note": event.note if is_told else None,
        "at": to_wire(event.at),
    }


def event_data(case: Case) -> dict[str, Any]:
    """Return what the events about a case say."""
    return {
        "case_id": case.case_id,
        "person_id": case.person_id,
        "kind": case.kind,
        "round": case.round,
        "authority_id": case.authority_id,
        "authority_name": case.authority_name,
        "decided_at": time_view(case.decided_at),
        "reasons": case.reasons,
        "note": case.note,
    }


def authority_view(case: Case) -> dict[str, str | None]:
    """Return the authority in charge."""
    return {"authority_id": case.authority_id, "name": case.authority_name}


def staff_view(staff_id: str | None, name: str | None) -> dict[str, str | None] | None:
    """Return a member of staff, if there is one."""
    return {"staff_id": staff_id, "name": name} if staff_id else None


def time_view(moment: datetime | None) -> str | None:
    """Return a moment, if there is one."""
    return to_wire(moment) if moment else None


def _has_passed(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment < now
