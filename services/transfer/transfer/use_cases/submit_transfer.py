"""Ask for a transfer (R5.1)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from casework.attachments.claiming import ClaimedFiles, file_columns
from casework.cases.kinds import Authority
from casework.cases.use_cases import submit_case
from casework.clients import fetch_applicant
from casework.domain.applicants import Applicant
from casework.domain.states import Action
from casework.ports import Ports
from casework.reservations import Reservation, cancelled_when_refused
from chassis.clock import utc_now
from chassis.db import UnitOfWork, violated_constraint
from chassis.db.idempotency import operation
from chassis.validation import load_lenient
from contracts.case_kinds import TRANSFER
from contracts.errors import Conflict, ValidationFailed, Violation
from contracts.platform import local_date
from contracts.schemas.transfer import MAX_PROOFS, TransferBody
from sqlalchemy.exc import IntegrityError

from transfer import clients
from transfer.domain.authorities import RegionalAuthority
from transfer.domain.details import completed, find_violations
from transfer.domain.eligibility import (
    NOT_SELECTABLE,
    SAME_AUTHORITY,
    TARGET,
    blocker_of,
    list_blockers,
    not_eligible,
)
from transfer.domain.policies import OUT_THEN_IN
from transfer.models import ONE_OPEN_EACH, Proof, Transfer
from transfer.queries.transfers import has_open, is_stored
from transfer.review_kinds import REVIEW
from transfer.use_cases.policies import policy_in_force
from transfer.use_cases.proofs import Proofs

# Collection may ask for the case as soon as the reservation has expired: by then it must be there.
COMMIT_MARGIN = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class TransferForm:
    """What is valid of a body, and every violation found in it so far.

    `proofs` are the ids of the files, by their path in the body: where one of several is wrong,
    the others keep their paths.
    """

    values: Mapping[str, Any]
    violations: Sequence[Violation]
    proofs: Mapping[str, str]

    @property
    def reason(self) -> str | None:
        """Return the reason, if a known one was given."""
        return self.values.get("reason")

    @property
    def details(self) -> Mapping[str, Any]:
        """Return what was filled in for the reason, with what follows from it."""
        return completed(self.values["reason"], self.values["details"])

    @property
    def remark(self) -> str | None:
        """Return the person's remark."""
        return self.values.get("remark")

    @property
    def to_authority_id(self) -> str | None:
        """Return the chosen authority, if one was given."""
        return self.values.get("to_authority_id")


def read_form(body: Any, today: date) -> TransferForm:
    """Return the form with what its values break."""
    values, violations = load_lenient(TransferBody, body)
    details = values.get("details")
    if isinstance(details, Mapping):
        violations += find_violations(values.get("reason"), details, today)
    return TransferForm(values, violations, _named_proofs(body, violations))


def _named_proofs(body: Any, violations: Sequence[Violation]) -> dict[str, str]:
    named = body.get("proof_ids") if isinstance(body, Mapping) else None
    wrong = {violation.field for violation in violations}
    if not isinstance(named, list) or "proof_ids" in wrong:
        return {}
    paths = {f"proof_ids[{index}]": file_id for index, file_id in enumerate(named[:MAX_PROOFS])}
    return {path: file_id.strip() for path, file_id in paths.items() if path not in wrong}


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """Everything that a transfer is made of, checked, and the reservation of its case."""

    form: TransferForm
    applicant: Applicant
    origin: RegionalAuthority
    target: RegionalAuthority
    files: ClaimedFiles
    reservation: Reservation


def submit_transfer(ports: Ports, person_id: str, transfer_id: str, body: object) -> None:
    """Check a transfer, claim its proofs, reserve its case and store it; a repeat does nothing.

    Raises Conflict with all blockers, ValidationFailed with all that is wrong in the body.
    """
    if ports.db.read(is_stored, transfer_id):
        ports.db.run(repeat_transfer, transfer_id)
        return
    form = read_form(body, local_date(utc_now()))
    transfer = _checked(ports, person_id, transfer_id, form)
    with cancelled_when_refused(ports.collection, transfer.reservation):
        ports.db.run(store_transfer, transfer)
    ports.storage.discard_later(person_id, transfer.files.from_staging)


@operation("submit_transfer")
def repeat_transfer(_uow: UnitOfWork, transfer_id: str) -> Mapping[str, str]:
    """Return what was answered first; Conflict for another request under the same key."""
    return {"transfer_id": transfer_id}


def _checked(ports: Ports, person_id: str, transfer_id: str, form: TransferForm) -> NewTransfer:
    """Return the transfer, or refuse it for what the person can do something about.

    A file that another request of theirs took over meanwhile is missing here, but the open
    transfer is what stands in the way.
    """
    try:
        return _prepare(ports, person_id, transfer_id, form)
    except ValidationFailed:
        if ports.db.read(has_open, person_id):
            raise not_eligible([blocker_of(TRANSFER)]) from None
        raise


def _prepare(ports: Ports, person_id: str, transfer_id: str, form: TransferForm) -> NewTransfer:
    target = clients.find_selectable_authority(ports.identity, form.to_authority_id)
    _ensure_eligible(ports, person_id, form.to_authority_id, is_selectable=target is not None)
    proofs = Proofs(ports, person_id, form.reason, form.proofs)
    violations = [*form.violations, *proofs.find_violations()]
    if target is None and form.to_authority_id:
        violations.append(Violation(TARGET, NOT_SELECTABLE.code))
    if violations or target is None:
        raise ValidationFailed.of(violations)
    applicant = fetch_applicant(ports.identity, person_id)
    files = proofs.claim()
    # Last of all, since it expires.
    reservation = clients.reserve_case(ports.collection, person_id, transfer_id)
    return NewTransfer(
        form=form,
        applicant=applicant,
        origin=clients.get_authority(ports.identity, reservation.authority.authority_id),
        target=target,
        files=files,
        reservation=reservation,
    )


def _ensure_eligible(
    ports: Ports, person_id: str, to_authority_id: str | None, *, is_selectable: bool
) -> None:
    """Refuse with everything that stands in the way.

    A target that cannot be chosen is named beside other blockers; alone it is a mistake in the
    form, reported with what else is wrong there.

    Whether another transfer is open is our own knowledge: to collection, the reservation of an
    earlier attempt of this same request looks like one.
    """
    status = clients.fetch_record_status(ports.collection)
    open_kinds = status.open_kinds - {TRANSFER}
    if ports.db.read(has_open, person_id):
        open_kinds |= {TRANSFER}
    status = replace(status, open_kinds=open_kinds)
    blockers = list_blockers(status, to_authority_id, is_selectable=is_selectable)
    if blockers and blockers != [NOT_SELECTABLE]:
        raise not_eligible(blockers)


@operation("submit_transfer")
def store_transfer(uow: UnitOfWork, new: NewTransfer) -> Mapping[str, str]:
    """Store a transfer and submit its case.

    Raises Conflict when the reservation is about to expire, or when another transfer of the
    person is open after all.
    """
    if not new.reservation.lasts(uow.now, COMMIT_MARGIN):
        raise Conflict("transfer.hold_expired")
    if new.origin.authority_id == new.target.authority_id:
        raise not_eligible([SAME_AUTHORITY])
    policy = policy_in_force(uow.session).policy
    uow.session.add(_transfer(uow, new, policy))
    uow.session.add_all(_proofs(uow, new))
    try:
        _submit_case(uow, new, policy)
        uow.session.flush()
    except IntegrityError as error:
        if violated_constraint(error) != ONE_OPEN_EACH:
            raise
        raise not_eligible([blocker_of(TRANSFER)]) from error
    return {"transfer_id": new.reservation.case_id}


def _submit_case(uow: UnitOfWork, new: NewTransfer, policy: str) -> None:
    first, action = new.target, Action.SUBMIT
    if policy == OUT_THEN_IN:
        first, action = new.origin, Action.ASK_ORIGIN_CONSENT
    authority = Authority(first.authority_id, first.name, first.path)
    submit_case(
        uow,
        REVIEW,
        new.reservation.case_id,
        new.applicant,
        authority,
        action=action,
        employers=new.reservation.employers,
    )


def _transfer(uow: UnitOfWork, new: NewTransfer, policy: str) -> Transfer:
    form = new.form
    transfer = Transfer(
        transfer_id=new.reservation.case_id,
        person_id=new.applicant.person_id,
        reason=form.reason,
        policy=policy,
        details=json.dumps(form.details, ensure_ascii=False),
        remark=form.remark,
        submitted_at=uow.now,
        origin=new.origin,
    )
    transfer.lead_to(new.target)
    return transfer


def _proofs(uow: UnitOfWork, new: NewTransfer) -> list[Proof]:
    return [
        Proof(
            transfer_id=new.reservation.case_id,
            position=position,
            person_id=new.applicant.person_id,
            claimed_at=uow.now,
            **file_columns(new.files.files[file_id]),
        )
        for position, file_id in enumerate(new.form.proofs.values())
    ]
