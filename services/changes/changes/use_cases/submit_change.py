"""Ask for a change of the approved record (R4.1.3, R4.2.1, R4.3.2)."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from casework.clients import fetch_applicant
from casework.ports import Ports
from casework.reservations import cancelled_when_refused, reserve_case
from chassis.clock import to_wire
from chassis.db import UnitOfWork
from chassis.db.idempotency import operation
from contracts.case_kinds import CHANGE
from contracts.errors import ServiceError, ValidationFailed, Violation
from contracts.record_fields import MANUAL
from sqlalchemy.orm import Session

from changes import models, review_kinds
from changes.clients import CheckedChange, apply_change, check_section
from changes.domain.comparison import compare
from changes.domain.requests import PERSON, ChangeRequest, Version
from changes.domain.review_mode import review_mode
from changes.queries.cases import is_stored
from changes.queries.policies import review_modes
from changes.use_cases.preparation import (
    Prepared,
    claim_wanted,
    ensure_reserved,
    store_files,
    submit_case,
)

_log = logging.getLogger(__name__)


def submit_change(
    ports: Ports, person_id: str, request: ChangeRequest, expected_version: int | None
) -> None:
    """Check a change, claim its files, reserve its case and store it; a repeat does nothing.

    `expected_version` is the record's. The case is reserved last, since a reservation expires.
    """
    if ports.db.read(is_stored, models.Change, request.change_id):
        return
    checked = check_section(ports.collection, person_id, request, expected_version)
    _ensure_differs(request, checked)
    files = claim_wanted(ports, person_id, checked.new_files)
    applicant = fetch_applicant(ports.identity, person_id)
    target = request.reserved_target(checked.after.values)
    reservation = reserve_case(ports.collection, person_id, CHANGE, request.change_id, target)
    prepared = Prepared(applicant, reservation, files)
    with cancelled_when_refused(ports.collection, reservation):
        if reservation.record_version != checked.record_version:
            checked = _check_again(ports, request, prepared, checked)
        ports.db.run(store_change, request, checked, prepared)
    ports.storage.discard_later(person_id, files.from_staging)


def apply_automatic_change(ports: Ports, change_id: str) -> int | None:
    """Let a change of automatic fields take effect now; return the version of the record with it.

    The event does the same, later or again. None for a change under review, and while collection
    does not answer.
    """
    effect = ports.db.read(_find_automatic_effect, change_id)
    if effect is None:
        return None
    try:
        return apply_change(ports.collection, effect)
    except ServiceError as error:
        _log.warning("change %s takes effect by its event: %s", change_id, error.code)
        return None


def _find_automatic_effect(session: Session, change_id: str) -> dict[str, Any] | None:
    change = session.get_one(models.Change, change_id)
    if change.review_mode == MANUAL:
        return None
    effect = review_kinds.effect_of(session, change)
    return {"case_id": change.change_id, "person_id": change.person_id, **effect}


def _ensure_differs(request: ChangeRequest, checked: CheckedChange) -> None:
    if not compare(request.section, request.object_id, checked.before, checked.after):
        raise ValidationFailed.of([Violation("data", "changes.nothing_changed")])


def _check_again(
    ports: Ports, request: ChangeRequest, prepared: Prepared, first: CheckedChange
) -> CheckedChange:
    """Check against what took effect meanwhile; no other change of this object can, now."""
    checked = check_section(ports.collection, prepared.person_id, request)
    if checked.before.values != first.before.values:
        # Refused by collection, which knows what changed since the first check.
        version = first.record_version
        return check_section(ports.collection, prepared.person_id, request, version)
    return checked


@operation("submit_change")
def store_change(
    uow: UnitOfWork, request: ChangeRequest, checked: CheckedChange, prepared: Prepared
) -> Mapping[str, str]:
    """Store a change; one of automatic fields only takes effect, any other goes to review."""
    ensure_reserved(uow, prepared.reservation)
    after = replace(checked.after, files=(*checked.after.files, *prepared.files.facts()))
    mode = _review_mode(uow, request, checked.before, after)
    change = models.Change(
        change_id=request.change_id,
        person_id=prepared.person_id,
        section=request.section,
        action=request.action,
        object_id=request.object_id,
        review_mode=mode,
        origin=PERSON,
        base_version=checked.record_version,
        before=checked.before,
        after=after,
        submitted_at=uow.now,
    )
    uow.session.add(change)
    store_files(uow, prepared)
    _review_or_apply(uow, change, prepared)
    return {"change_id": request.change_id}


def _review_mode(uow: UnitOfWork, request: ChangeRequest, before: Version, after: Version) -> str:
    differences = compare(request.section, request.object_id, before, after)
    fields = [one.field for one in differences]
    return review_mode(request.section, request.action, fields, review_modes(uow.session))


def _review_or_apply(uow: UnitOfWork, change: models.Change, prepared: Prepared) -> None:
    if change.review_mode == MANUAL:
        submit_case(uow, review_kinds.CHANGE, prepared)
        return
    authority = prepared.reservation.authority
    case = {
        "case_id": change.change_id,
        "person_id": change.person_id,
        "kind": CHANGE,
        "round": 1,
        "authority_id": authority.authority_id,
        "authority_name": authority.name,
        "decided_at": to_wire(uow.now),
        "reasons": [],
        "note": None,
    }
    review_kinds.publish_change_approved(uow, change, case)
