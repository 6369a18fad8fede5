"""Record a reward or penalty of a person; other staff review it (R4.4.1)."""

from collections.abc import Mapping
from typing import Any

from casework import audit
from casework.cases.use_cases.steps import refusal_for
from casework.clients import staff_actor
from casework.domain.actors import Actor
from casework.domain.applicants import Applicant
from casework.domain.conflicts import UNDECLARED
from casework.ports import Ports
from casework.reservations import cancelled_when_refused, reserve_case
from chassis.db import UnitOfWork
from chassis.db.idempotency import operation
from contracts.case_kinds import REWARD_PENALTY
from contracts.errors import Forbidden, NotFound

from changes import models, review_kinds
from changes.clients import fetch_record_status, find_applicant
from changes.queries.cases import is_stored
from changes.use_cases.preparation import Prepared, ensure_reserved, submit_case


def record_reward_penalty(ports: Ports, entry_id: str, values: Mapping[str, Any]) -> None:
    """Reserve the case of an entry about a person of the caller's authority, and store both.

    A repeat does nothing. Raises Forbidden for an entry about the caller, and for a caller of whom
    it can't be told, since they have not declared who they are.
    """
    person_id = values["person_id"]
    recorder = _fetch_recorder(ports, person_id)
    if ports.db.read(is_stored, models.RewardPenalty, entry_id):
        return
    applicant = _fetch_applicant_of_authority(ports, person_id)
    reservation = reserve_case(ports.collection, person_id, REWARD_PENALTY, entry_id)
    with cancelled_when_refused(ports.collection, reservation):
        ports.db.run(store_reward_penalty, values, recorder, Prepared(applicant, reservation))


def _fetch_recorder(ports: Ports, person_id: str) -> Actor:
    staff = ports.identity.call("get_staff_me")
    if staff.get("person_id") == person_id:
        raise Forbidden("changes.own_entry")
    recorder = staff_actor(ports.db.context, staff)
    if recorder.has_declared is False:
        raise refusal_for(UNDECLARED)
    return recorder


def _fetch_applicant_of_authority(ports: Ports, person_id: str) -> Applicant:
    """Return a person whose record belongs to the caller's authority or one below it."""
    applicant = find_applicant(ports.identity, person_id)
    status = fetch_record_status(ports.collection, person_id) if applicant else None
    authority = status.authority if status and status.is_approved else None
    if applicant is None or authority is None or not ports.db.context.covers(authority.path):
        raise NotFound("changes.person_not_found")
    return applicant


@operation("record_reward_penalty")
def store_reward_penalty(
    uow: UnitOfWork, values: Mapping[str, Any], recorder: Actor, prepared: Prepared
) -> Mapping[str, str]:
    """Store an entry and send it to the review of another member of staff."""
    ensure_reserved(uow, prepared.reservation)
    entry_id = prepared.case_id
    uow.session.add(
        models.RewardPenalty(
            entry_id=entry_id,
            person_id=prepared.person_id,
            recorded_by=recorder.staff_id,
            recorded_by_name=recorder.name,
            recorded_at=uow.now,
            **{name: value for name, value in values.items() if name != "person_id"},
        )
    )
    case = submit_case(uow, review_kinds.REWARD_PENALTY, prepared, recorder)
    assert isinstance(case, models.RewardPenaltyCase)
    case.recorded_by = recorder.staff_id
    return {"entry_id": entry_id}


@operation("note_search")
def record_search(uow: UnitOfWork, person_id: str) -> None:
    """Record that staff looks up what was recorded about one person."""
    audit.record(uow, audit.Act("rewards_searched", person_id, review_kinds.REWARD_PENALTY.kind))
