"""Withdraw a change, see it in full (R4.3.3)."""

from typing import Any

from casework import audit
from casework.cases import use_cases as casework
from chassis.clock import to_wire
from chassis.db import UnitOfWork
from chassis.db.idempotency import operation
from contracts.errors import Conflict, NotFound
from contracts.record_fields import MANUAL

from changes import models, review_kinds


def withdraw_change(uow: UnitOfWork, change_id: str, person_id: str) -> dict[str, Any]:
    """Withdraw a change that no reviewer has claimed; a repeat changes nothing."""
    change = _get_own(uow, change_id, person_id)
    if change.review_mode != MANUAL:
        raise Conflict("changes.already_in_effect")
    casework.withdraw_case(uow, review_kinds.CHANGE, change_id, person_id)
    return {}


@operation("note_reveal")
def record_reveal(uow: UnitOfWork, change_id: str, person_id: str) -> dict[str, Any]:
    """Record that the person asks for the full values of a change, and return when."""
    _get_own(uow, change_id, person_id)
    act = audit.Act("change_revealed", person_id, review_kinds.CHANGE.kind, change_id)
    audit.record(uow, act)
    return {"revealed_at": to_wire(uow.now)}


def _get_own(uow: UnitOfWork, change_id: str, person_id: str) -> models.Change:
    change = uow.session.get(models.Change, change_id)
    if change is None or change.person_id != person_id:
        raise NotFound("changes.change_not_found")
    return change
