"""Methods by which a person changes their record."""

from typing import Any

from chassis.clock import utc_now
from chassis.service import rpc
from chassis.validation import load
from contracts.schemas.changes import SubmitChangeBody

from changes.domain.requests import ChangeRequest
from changes.entrypoints.base import Methods
from changes.queries import changes as queries
from changes.use_cases import changes as use_cases
from changes.use_cases.submit_change import apply_automatic_change, submit_change


class ChangeMethods(Methods):
    """The person's own changes."""

    @rpc
    def submit_change(self, body: Any, expected_version: int | None = None) -> dict[str, Any]:
        """Ask for a change of the approved record; `expected_version` is the record's.

        One of automatic fields is in the record when this answers, in `record_version`.
        """
        person_id = self.db.context.require_person()
        change_id = self._case_id("submit_change")
        request = ChangeRequest.of(change_id, load(SubmitChangeBody, body))
        submit_change(self.ports, person_id, request, expected_version)
        version = apply_automatic_change(self.ports, change_id)
        return {**self._change(change_id, person_id), "record_version": version}

    @rpc
    def list_changes(
        self, section: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the person's changes, the newest first."""
        return self.db.read(
            queries.list_changes,
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
        revealed = self.db.run(use_cases.record_reveal, change_id, person_id)
        return {**self._change(change_id, person_id, masked=False), **revealed}

    @rpc
    def withdraw_change(self, change_id: str) -> dict[str, Any]:
        """Withdraw a change that no reviewer has claimed."""
        person_id = self.db.context.require_person()
        self.db.run(use_cases.withdraw_change, change_id, person_id)
        return self._change(change_id, person_id)

    def _change(self, change_id: str, person_id: str, *, masked: bool = True) -> dict[str, Any]:
        return self.db.read(queries.get_change, change_id, person_id, utc_now(), masked=masked)
