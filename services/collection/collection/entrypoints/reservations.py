"""Reservations of cases: what services ask for, and the events that confirm or close them."""

import json
from typing import Any

from chassis.clock import from_wire
from chassis.crypto import cipher
from chassis.db import Db, UnitOfWork
from chassis.messaging.events import Event
from chassis.rpc import ServiceCalls
from chassis.service import every, rpc, subscribe
from chassis.storage.bucket import BucketStorage
from contracts.case_kinds import CHANGE, CREDIT, REWARD_PENALTY, TRANSFER

from collection.queries.approved_record import find_version_of_case
from collection.use_cases import approved_cases, reconciliation, reservations
from collection.use_cases.transfer_announcements import announce_earlier_transfer

RECONCILE_SECONDS = 30
ANNOUNCE_SECONDS = 60
SEALED_FOR = "change"


class ReservationMethods:
    """Reservations of cases of all kinds, and what approved cases do to the record."""

    db: Db
    storage: BucketStorage
    changes_rpc: ServiceCalls
    transfer_rpc: ServiceCalls

    @rpc(formerly="open_case")
    def reserve_case(
        self, person_id: str, kind: str, case_id: str, target: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Reserve a case; raises Conflict with all blockers. For services."""
        self.db.context.require_service()
        return self.db.run(
            reservations.reserve_case,
            person_id=person_id,
            kind=kind,
            case_id=case_id,
            target=target,
        )

    @rpc(formerly="give_back_case")
    def cancel_reservation(self, case_id: str, expires_at: str) -> None:
        """Cancel the reservation of a case that its owner refused after all. For services."""
        self.db.context.require_service()
        self.db.run(
            reservations.cancel_reservation, case_id=case_id, expires_at=from_wire(expires_at)
        )

    @subscribe("changes", "change_submitted")
    @subscribe("changes", "credit_submitted")
    @subscribe("changes", "reward_penalty_submitted")
    @subscribe("transfer", "transfer_submitted")
    def on_case_opened(self, uow: UnitOfWork, event: Event) -> None:
        """Confirm the reservation."""
        reservations.confirm_reservation(uow, event.data["case_id"])

    @subscribe("changes", "change_returned")
    @subscribe("changes", "change_withdrawn")
    @subscribe("changes", "credit_approved")
    @subscribe("changes", "credit_returned")
    @subscribe("changes", "credit_withdrawn")
    @subscribe("changes", "reward_penalty_approved")
    @subscribe("changes", "reward_penalty_returned")
    @subscribe("transfer", "transfer_returned")
    @subscribe("transfer", "transfer_withdrawn")
    def on_case_closed(self, uow: UnitOfWork, event: Event) -> None:
        """Close the case; the record stays as it is."""
        reservations.close_case(uow, event.data["case_id"])

    @subscribe("changes", "change_approved")
    def on_change_approved(self, uow: UnitOfWork, event: Event) -> None:
        """Apply the change to the record and close the case."""
        _apply_change(uow, self.storage, event.data)

    @rpc
    def apply_change(self, change: dict[str, Any]) -> dict[str, int]:
        """Apply an approved change before its event comes; return the version with it. For services."""
        self.db.context.require_service()
        self.db.run(_apply_change, self.storage, change)
        version = self.db.read(find_version_of_case, case_id=change["case_id"])
        return {"record_version": version}

    @subscribe("transfer", "transfer_approved")
    def on_transfer_approved(self, uow: UnitOfWork, event: Event) -> None:
        """Move the record to the authority that took the person in, and close the case."""
        approved_cases.apply_transfer(uow, event.data)

    @every(ANNOUNCE_SECONDS, "collection.announce_transfers")
    def announce_earlier_transfers(self) -> None:
        """Let access follow transfers that the version before applied."""
        while self.db.run(announce_earlier_transfer):
            pass

    # The lock is shared with replicas of the version before, and alerts know the task by it.
    # The lock keeps its name: replicas of two versions share it, and so do their metrics.
    @every(RECONCILE_SECONDS, "collection.settle_holds")
    def reconcile_reservations(self) -> None:
        """Ask the owners about reservations that nobody confirmed in time."""
        owners = dict.fromkeys((CHANGE, CREDIT, REWARD_PENALTY), self.changes_rpc)
        reconciliation.reconcile_reservations(self.db, {**owners, TRANSFER: self.transfer_rpc})


def _apply_change(uow: UnitOfWork, storage: BucketStorage, change: dict[str, Any]) -> None:
    content = json.loads(cipher().open(change["after_sealed"], SEALED_FOR))
    for file in content["new_files"]:
        # Safe to repeat: under its id a file never has another content.
        storage.copy_from(content["bucket"], file["key"], file["attachment_id"])
    approved_cases.apply_change(uow, change, content["after"], content["new_files"])
