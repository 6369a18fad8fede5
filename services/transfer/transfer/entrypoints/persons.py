"""What a person does about their own transfers."""

import logging
import uuid
from dataclasses import replace
from typing import Any

from casework.clients import fetch_applicant
from casework.reservations import cancelled_when_refused
from chassis.clock import utc_now
from chassis.db import Db
from chassis.rpc import ServiceCalls
from chassis.service import rpc
from chassis.storage.bucket import BucketStorage
from contracts.case_kinds import TRANSFER
from contracts.context import CallContext
from contracts.errors import ValidationFailed, Violation
from contracts.platform import local_date

from transfer import clients, queries
from transfer.domain.authorities import RegionalAuthority
from transfer.domain.details import completed
from transfer.domain.eligibility import NOT_SELECTABLE, TARGET, blocker_of, list_blockers
from transfer.forms import Form, Proofs, read_form
from transfer.use_cases import submission
from transfer.use_cases.submission import Application, refused

_log = logging.getLogger(__name__)
_REQUESTS = uuid.UUID("7a1c9f0e-52d1-4b7c-9c39-3d0c5b6f2e11")


class PersonMethods:
    """Asking for a transfer, and following it."""

    db: Db
    storage: BucketStorage
    identity_rpc: ServiceCalls
    collection_rpc: ServiceCalls

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
        known = self.db.read(queries.is_known, transfer_id)
        application = None if known else self._checked(person_id, transfer_id, body)
        if application is None:
            self.db.run(submission.submit_transfer, transfer_id, None)
        else:
            with cancelled_when_refused(self.collection_rpc, application.reservation):
                self.db.run(submission.submit_transfer, transfer_id, application)
            taken = [proof.attachment_id for proof in application.proofs]
            self.storage.discard_later(person_id, taken)
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
        """Take a transfer back that no reviewer has claimed."""
        person_id = self.db.context.require_person()
        self._transfer(person_id, transfer_id)
        self.db.run(submission.withdraw_transfer, transfer_id, person_id, expected_version)
        return self._transfer(person_id, transfer_id)

    def _transfer(self, person_id: str, transfer_id: str) -> dict[str, Any]:
        return self.db.read(
            queries.get_transfer, person_id, queries.checked_id(transfer_id), utc_now()
        )

    def _ensure_eligible(
        self, person_id: str, form: Form, target: RegionalAuthority | None
    ) -> None:
        """Refuse with everything that stands in the way.

        A target that cannot be chosen is named beside other blockers; alone it is a mistake in
        the form, reported with what else is wrong there.

        Whether another transfer is open is our own knowledge: to collection, the reservation of an
        earlier attempt of this same request looks like one.
        """
        status = clients.fetch_record_status(self.collection_rpc)
        is_open = self.db.read(queries.has_open, person_id)
        others = status.open_kinds - {TRANSFER}
        status = replace(status, open_kinds=others | ({TRANSFER} if is_open else set()))
        blockers = list_blockers(status, form.to_authority_id, is_selectable=target is not None)
        if blockers and blockers != [NOT_SELECTABLE]:
            raise refused(blockers)

    def _checked(self, person_id: str, transfer_id: str, body: Any) -> Application:
        """Return the application, or refuse it for what the person can do something about.

        A file that another request of theirs took over meanwhile is missing here, but the open
        transfer is what stands in the way.
        """
        try:
            return self._prepare(person_id, transfer_id, body)
        except ValidationFailed:
            if self.db.read(queries.has_open, person_id):
                raise refused([blocker_of(TRANSFER)]) from None
            raise

    def _prepare(self, person_id: str, transfer_id: str, body: Any) -> Application:
        """Return the application, checked in everything, and the reservation of its case."""
        form = read_form(body, local_date(utc_now()))
        target = clients.find_selectable_authority(self.identity_rpc, form.to_authority_id)
        self._ensure_eligible(person_id, form, target)
        proofs = Proofs(self.db, self.storage, person_id, form)
        violations = [*form.violations, *proofs.find_violations()]
        if target is None and form.to_authority_id:
            violations.append(Violation(TARGET, NOT_SELECTABLE.code))
        if violations or target is None:
            raise ValidationFailed.of(violations)
        return self._apply(person_id, transfer_id, form, target, proofs)

    def _apply(
        self,
        person_id: str,
        transfer_id: str,
        form: Form,
        target: RegionalAuthority,
        proofs: Proofs,
    ) -> Application:
        applicant = fetch_applicant(self.identity_rpc, person_id)
        files = proofs.claim()
        # Last of all, since it expires.
        reservation = clients.reserve_case(self.collection_rpc, person_id, transfer_id)
        values = form.values
        return Application(
            transfer_id=transfer_id,
            applicant=applicant,
            reason=values["reason"],
            details=completed(values["reason"], values["details"]),
            remark=values["remark"],
            origin=clients.get_authority(self.identity_rpc, reservation.authority.authority_id),
            target=target,
            proofs=files,
            reservation=reservation,
        )


def new_transfer_id(context: CallContext) -> str:
    """Return the id of a new transfer, the same one for a repeat of the same request.

    A repeat thus renews the reservation of the first attempt instead of being blocked by it.
    """
    if context.idempotency_key is None:
        return str(uuid.uuid4())
    return str(uuid.uuid5(_REQUESTS, f"{context.actor_id}:{context.idempotency_key}"))
