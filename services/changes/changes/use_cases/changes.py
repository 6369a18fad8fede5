"""Ask for a change, take it back, see it in full (R4.1.3, R4.2.1, R4.3.2, R4.3.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework import audit
from casework.cases import use_cases as casework
from chassis.clock import to_wire
from chassis.db import UnitOfWork
from contracts.errors import Conflict, NotFound, ValidationFailed, Violation
from sqlalchemy import select

from changes import models, review_kinds
from changes.clients import Checked
from changes.domain.comparison import compare
from changes.domain.field_policies import MANUAL
from changes.domain.requests import ADD, BASIC, PERSON, Version
from changes.domain.review_mode import Policies, review_mode
from changes.files import Claimed, keep_files
from changes.use_cases.preparation import Prepared, ensure_reserved


@dataclass(frozen=True, slots=True)
class Request:
    """A change as it is asked for; `object_id` names the row, for an addition the coming one."""

    change_id: str
    section: str
    action: str
    object_id: str | None

    def target(self, after: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return what collection needs to know of the change to reserve it."""
        values = after if after is not None and self.section != BASIC else {}
        return {
            "section": self.section,
            "action": self.action,
            "object_id": None if self.action == ADD else self.object_id,
            "start_month": values.get("start_month"),
            "end_month": values.get("end_month"),
        }


def versions(checked: Checked, claimed: Claimed) -> tuple[Version, Version]:
    """Return the object before and after the change, each with the files that it names."""
    after_files = (*checked.files_of(checked.after), *claimed.facts())
    return checked.version_before(), Version(checked.after, after_files)


def ensure_differs(request: Request, checked: Checked) -> None:
    """Refuse a change that changes nothing."""
    before, after = Version(checked.before), Version(checked.after)
    if not compare(request.section, request.object_id, before, after):
        raise ValidationFailed.of([Violation("data", "changes.nothing_changed")])


def submit_change(
    uow: UnitOfWork, request: Request, checked: Checked | None, prepared: Prepared | None
) -> dict[str, Any]:
    """Store a change; one of automatic fields only takes effect, any other goes to review.

    Without what was prepared the change is there already, and nothing is done.
    """
    if checked is not None and prepared is not None:
        ensure_reserved(uow, prepared.reservation)
        change = _store(uow, request, checked, prepared)
        _open(uow, change, prepared)
    return {"change_id": request.change_id}


def _store(
    uow: UnitOfWork, request: Request, checked: Checked, prepared: Prepared
) -> models.Change:
    before, after = versions(checked, prepared.claimed)
    found = compare(request.section, request.object_id, before, after)
    mode = review_mode(
        request.section, request.action, [one.field for one in found], _policies(uow)
    )
    change = models.Change(
        change_id=request.change_id,
        person_id=prepared.person_id,
        section=request.section,
        action=request.action,
        object_id=request.object_id,
        review_mode=mode,
        origin=PERSON,
        base_version=checked.record_version,
        before=before.to_text(),
        after=after.to_text(),
        submitted_at=uow.now,
    )
    uow.session.add(change)
    keep_files(uow, request.change_id, prepared.person_id, prepared.claimed)
    return change


def _policies(uow: UnitOfWork) -> Policies:
    rows = uow.session.execute(select(models.FieldPolicy)).scalars()
    return {(row.section, row.field): row.review_mode for row in rows}


def _open(uow: UnitOfWork, change: models.Change, prepared: Prepared) -> None:
    authority = prepared.reservation.authority
    if change.review_mode == MANUAL:
        casework.submit_case(
            uow,
            review_kinds.CHANGE,
            change.change_id,
            prepared.applicant,
            authority,
            employers=prepared.reservation.employers,
        )
        return
    case = {
        "case_id": change.change_id,
        "person_id": change.person_id,
        "kind": review_kinds.CHANGE.kind,
        "round": 1,
        "authority_id": authority.authority_id,
        "authority_name": authority.name,
        "decided_at": to_wire(uow.now),
        "reasons": [],
        "note": None,
    }
    review_kinds.publish_approved(uow, change, case)


def withdraw_change(uow: UnitOfWork, change_id: str, person_id: str) -> dict[str, Any]:
    """Take a change back that no reviewer has claimed; a repeat changes nothing."""
    change = own_change(uow, change_id, person_id)
    if change.review_mode != MANUAL:
        raise Conflict("changes.already_in_effect")
    casework.withdraw_case(uow, review_kinds.CHANGE, change_id, person_id)
    return {}


def note_reveal(uow: UnitOfWork, change_id: str, person_id: str) -> dict[str, Any]:
    """Write down that the person asks for the full values of a change, and say when."""
    own_change(uow, change_id, person_id)
    act = audit.Act("change_revealed", person_id, review_kinds.CHANGE.kind, change_id)
    audit.record(uow, act)
    return {"revealed_at": to_wire(uow.now)}


def own_change(uow: UnitOfWork, change_id: str, person_id: str) -> models.Change:
    """Return a change of the person's own; raises NotFound."""
    change = uow.session.get(models.Change, change_id)
    if change is None or change.person_id != person_id:
        raise NotFound("changes.change_not_found")
    return change
