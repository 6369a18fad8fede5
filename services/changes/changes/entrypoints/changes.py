"""Methods by which a person changes their record."""

from typing import Any

from casework.reservations import cancelled_when_refused, reserve_case
from chassis.clock import utc_now
from chassis.service import rpc
from chassis.validation import load_lenient, raise_if
from contracts.case_kinds import CHANGE
from contracts.errors import (
    ValidationFailed,
    Violation,
)
from contracts.schemas.changes import SubmitChangeBody

from changes import clients
from changes.clients import Checked, NewFile
from changes.domain.form import check_form
from changes.domain.requests import ADD
from changes.entrypoints.base import Methods
from changes.files import claim_files
from changes.models import Change
from changes.queries import applications
from changes.use_cases import changes as use_cases
from changes.use_cases.changes import Request
from changes.use_cases.preparation import Prepared


class ChangeMethods(Methods):
    """The person's own changes."""

    @rpc
    def submit_change(self, body: Any, expected_version: int | None = None) -> dict[str, Any]:
        """Ask for a change of the approved record; `expected_version` is the record's."""
        person_id = self.db.context.require_person()
        request, data = _request(self._case_id("submit_change"), body)
        if self._is_stored(Change, request.change_id):
            self.db.run(use_cases.submit_change, request=request, checked=None, prepared=None)
        else:
            self._submit(person_id, request, data, expected_version)
        return self._change(request.change_id, person_id)

    def _submit(
        self, person_id: str, request: Request, data: Any, expected_version: int | None
    ) -> None:
        checked = self._checked(person_id, request, data, expected_version)
        use_cases.ensure_differs(request, checked)
        claimed = claim_files(self.db, self.storage, person_id, _at_data(checked))
        person = clients.fetch_person(self.identity_rpc, person_id)
        target = request.target(checked.after)
        reservation = reserve_case(
            self.collection_rpc, person_id, CHANGE, request.change_id, target
        )
        prepared = Prepared(person, claimed, reservation)
        with cancelled_when_refused(self.collection_rpc, reservation):
            self._store(request, data, checked, prepared)
        self.storage.discard_later(person_id, claimed.from_staging)

    def _store(self, request: Request, data: Any, checked: Checked, prepared: Prepared) -> None:
        if prepared.reservation.record_version != checked.record_version:
            checked = self._checked_again(prepared.person_id, request, data, checked)
        self.db.run(use_cases.submit_change, request=request, checked=checked, prepared=prepared)

    def _checked_again(
        self, person_id: str, request: Request, data: Any, first: Checked
    ) -> Checked:
        """Check against what took effect meanwhile; no other change of this object is open."""
        checked = self._checked(person_id, request, data, None)
        if checked.before != first.before:
            # Refused by collection, which knows what changed since the first check.
            return self._checked(person_id, request, data, first.record_version)
        return checked

    def _checked(
        self, person_id: str, request: Request, data: Any, expected_version: int | None
    ) -> Checked:
        try:
            return clients.check_section(
                self.collection_rpc,
                person_id,
                section=request.section,
                action=request.action,
                object_id=None if request.action == ADD else request.object_id,
                data=data,
                expected_version=expected_version,
            )
        except ValidationFailed as error:
            raise ValidationFailed.of(_in_data(error)) from None

    @rpc
    def list_changes(
        self, section: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the person's changes, the newest first."""
        return self.db.read(
            applications.list_changes,
            self.db.context.require_person(),
            section,
            cursor,
            limit,
            utc_now(),
        )

    @rpc
    def get_change(self, change_id: str) -> dict[str, Any]:
        """Return one change with before and after, masked."""
        return self._change(change_id, self.db.context.require_person())

    @rpc
    def reveal_change(self, change_id: str) -> dict[str, Any]:
        """Return one change in full; the access is recorded first."""
        person_id = self.db.context.require_person()
        noted = self.db.run(use_cases.note_reveal, change_id=change_id, person_id=person_id)
        return {**self._change(change_id, person_id, masked=False), **noted}

    @rpc
    def withdraw_change(self, change_id: str) -> dict[str, Any]:
        """Take a change back that no reviewer has claimed."""
        person_id = self.db.context.require_person()
        self.db.run(use_cases.withdraw_change, change_id=change_id, person_id=person_id)
        return self._change(change_id, person_id)

    def _change(self, change_id: str, person_id: str, *, masked: bool = True) -> dict[str, Any]:
        return self.db.read(applications.get_change, change_id, person_id, utc_now(), masked=masked)


def _request(change_id: str, body: Any) -> tuple[Request, Any]:
    values, violations = load_lenient(SubmitChangeBody, body)
    raise_if(violations)
    raise_if(check_form(values))
    # An added row has its id from now on; it is the change's, so that a repeat has it too.
    is_add = values["action"] == ADD
    object_id = change_id if is_add else values["target_id"]
    return Request(change_id, values["section"], values["action"], object_id), values["data"]


def _at_data(checked: Checked) -> list[NewFile]:
    return [NewFile(f"data.{one.field}", one.kind, one.attachment_id) for one in checked.new_files]


def _in_data(error: ValidationFailed) -> list[Violation]:
    """Return what collection found wrong, at its place in the body of the change."""
    return [
        Violation(f"data.{one['field']}" if one["field"] else "data", one["code"], one["message"])
        for one in error.details["errors"]
    ]
