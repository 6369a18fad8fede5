"""Methods by which a person asks for a transfer and follows it."""

import uuid
from typing import Any

from chassis.clock import utc_now
from chassis.service import rpc
from contracts.context import CallContext

from transfer import clients
from transfer.domain.eligibility import list_blockers
from transfer.entrypoints.base import Methods
from transfer.queries import transfers as queries
from transfer.use_cases.submit_transfer import submit_transfer
from transfer.use_cases.withdraw_transfer import withdraw_transfer

_REQUESTS = uuid.UUID("7a1c9f0e-52d1-4b7c-9c39-3d0c5b6f2e11")


class TransferMethods(Methods):
    """The person's own transfers."""

    @rpc
    def get_eligibility(self, to_authority_id: str | None = None) -> dict[str, Any]:
        """Return whether the person may ask for a transfer, and all that stands in the way."""
        self.db.context.require_person()
        target = clients.find_selectable_authority(self.identity_rpc, to_authority_id)
        status = clients.fetch_record_status(self.collection_rpc)
        blockers = list_blockers(status, to_authority_id, is_selectable=target is not None)
        return {"eligible": not blockers, "blockers": [blocker.to_dict() for blocker in blockers]}

    @rpc
    def submit_transfer(self, body: Any) -> dict[str, Any]:
        """Ask for a transfer.

        Raises Conflict with all blockers, ValidationFailed with all that is wrong in the body.
        """
        person_id = self.db.context.require_person()
        transfer_id = new_transfer_id(self.db.context)
        submit_transfer(self.ports, person_id, transfer_id, body)
        return self._transfer(person_id, transfer_id)

    @rpc
    def list_transfers(self, cursor: str | None = None, limit: int | None = None) -> dict[str, Any]:
        """Return one page of the person's transfers, the latest first."""
        person_id = self.db.context.require_person()
        return self.db.read(queries.list_transfers, person_id, utc_now(), cursor, limit)

    @rpc
    def get_transfer(self, transfer_id: str) -> dict[str, Any]:
        """Return one of the person's transfers in full."""
        return self._transfer(self.db.context.require_person(), transfer_id)

    @rpc
    def withdraw_transfer(
        self, transfer_id: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Withdraw a transfer that no reviewer has claimed."""
        person_id = self.db.context.require_person()
        self._transfer(person_id, transfer_id)
        self.db.run(withdraw_transfer, transfer_id, person_id, expected_version)
        return self._transfer(person_id, transfer_id)

    def _transfer(self, person_id: str, transfer_id: str) -> dict[str, Any]:
        return self.db.read(
            queries.get_transfer, person_id, queries.checked_id(transfer_id), utc_now()
        )


def new_transfer_id(context: CallContext) -> str:
    """Return the id of a new transfer, the same one for a repeat of the same request.

    A repeat thus renews the reservation of the first attempt instead of being blocked by it.
    """
    if context.idempotency_key is None:
        return str(uuid.uuid4())
    return str(uuid.uuid5(_REQUESTS, f"{context.actor_id}:{context.idempotency_key}"))
