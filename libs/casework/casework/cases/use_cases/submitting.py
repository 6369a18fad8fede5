"""Submit a case and withdraw it, for its person; end one that is not needed any more."""

from collections.abc import Iterable

from chassis.db import UnitOfWork
from contracts.errors import Conflict, NotFound
from sqlalchemy.dialects.postgresql import insert

from casework.cases.kinds import Authority, Case, ReviewKind
from casework.cases.use_cases.steps import (
    assign_to,
    ensure_version,
    expire_claim_if_due,
    find_locked,
    publish_event,
    transition,
)
from casework.domain.actors import SYSTEM, Actor
from casework.domain.applicants import Applicant
from casework.domain.states import OPEN_STATES, Action, State


def submit_case(
    uow: UnitOfWork,
    review: ReviewKind,
    case_id: str,
    applicant: Applicant,
    authority: Authority,
    actor: Actor | None = None,
    action: Action = Action.SUBMIT,
    employers: Iterable[str] = (),
) -> Case:
    """Submit a case for review and return it; a new round begins, with a new clock.

    The owner has checked that the content is complete and that the actor, the person unless one
    is named, may submit it. With Action.ASK_ORIGIN_CONSENT the authority only consents that the
    case go to the next. `employers` are the codes of the applicant's present ones. Raises Conflict
    while the case is open or approved.
    """
    case = find_or_create_locked(uow, review, case_id, applicant.person_id)
    if case.person_id != applicant.person_id:
        raise NotFound("casework.case_not_found")
    for name, value in review.applicant_columns(applicant, employers).items():
        setattr(case, name, value)
    assign_to(case, authority)
    case.round += 1
    _start_clock(uow, review, case)
    transition(uow, review, case, action, actor or Actor.applicant(case.person_id))
    review.on_submitted(uow, case)
    publish_event(uow, review, case, Action.SUBMIT)
    return case


def find_or_create_locked(
    uow: UnitOfWork, review: ReviewKind, case_id: str, person_id: str
) -> Case:
    """Return the case, locked until the transaction ends; made, never submitted, if there is none."""
    if found := find_locked(uow, review, case_id):
        return found
    model = review.case_model
    draft = {
        "case_id": case_id,
        "kind": review.kind,
        "person_id": person_id,
        "state": State.DRAFT.value,
        "round": 0,
        "version": 0,
        "reasons": [],
    }
    uow.session.execute(insert(model).values(**draft).on_conflict_do_nothing())
    case = find_locked(uow, review, case_id)
    if case is None:
        raise NotFound("casework.case_not_found")
    return case


def _start_clock(uow: UnitOfWork, review: ReviewKind, case: Case) -> None:
    level = review.service_level(case.authority_id or "")
    case.submitted_at = uow.now
    case.due_at = level.due_at(uow.now)
    case.limit_at = level.limit_at(uow.now)
    case.decided_at = case.decided_by = case.decided_by_name = None
    case.reasons = []
    case.note = None


def withdraw_case(
    uow: UnitOfWork,
    review: ReviewKind,
    case_id: str,
    person_id: str,
    expected_version: int | None = None,
) -> Case:
    """Withdraw a case that no reviewer has claimed, and return it; a repeat changes nothing."""
    case = find_locked(uow, review, case_id)
    if case is None or case.person_id != person_id:
        raise NotFound("casework.case_not_found")
    if case.state == State.WITHDRAWN:
        return case
    expire_claim_if_due(uow, review, case)
    if case.state == State.UNDER_REVIEW:
        raise Conflict("casework.being_reviewed", details={"state": case.state})
    ensure_version(case, expected_version)
    transition(uow, review, case, Action.WITHDRAW, Actor.applicant(case.person_id))
    review.on_withdrawn(uow, case)
    publish_event(uow, review, case, Action.WITHDRAW)
    return case


def withdraw_for_system(uow: UnitOfWork, review: ReviewKind, case_id: str, note: str) -> None:
    """Withdraw a case that has lost its ground, claimed or not; one that is not open stays as it is."""
    case = find_locked(uow, review, case_id)
    if case is None or case.state not in OPEN_STATES:
        return
    if case.state == State.UNDER_REVIEW:
        transition(uow, review, case, Action.EXPIRE, SYSTEM)
    transition(uow, review, case, Action.WITHDRAW, SYSTEM, note=note)
    review.on_withdrawn(uow, case)
    publish_event(uow, review, case, Action.WITHDRAW)
