"""Apply for credits, withdraw the application, approve it (R4.4.1)."""

from collections.abc import Mapping
from typing import Any

from casework.cases import use_cases as casework
from casework.cases.kinds import ReviewKind
from casework.clients import fetch_applicant
from casework.domain.actors import Actor
from casework.ports import Ports
from casework.reservations import cancelled_when_refused, reserve_case
from chassis.db import UnitOfWork
from chassis.db.idempotency import operation
from chassis.storage.bucket import Wanted
from contracts.case_kinds import CREDIT
from contracts.errors import NotFound, ValidationFailed, Violation

from changes import models, review_kinds
from changes.domain.credits import Achievement, compute_credits
from changes.queries.cases import is_stored
from changes.use_cases.preparation import (
    Prepared,
    claim_wanted,
    ensure_reserved,
    store_files,
    submit_case,
)

PROOF = "credit_proof"


def submit_credit_application(
    ports: Ports, person_id: str, application_id: str, values: Mapping[str, Any]
) -> None:
    """Claim the proofs, reserve the case and store the application; a repeat does nothing."""
    if ports.db.read(is_stored, models.CreditApplication, application_id):
        return
    files = claim_wanted(ports, person_id, _proofs(values))
    applicant = fetch_applicant(ports.identity, person_id)
    reservation = reserve_case(ports.collection, person_id, CREDIT, application_id)
    with cancelled_when_refused(ports.collection, reservation):
        prepared = Prepared(applicant, reservation, files)
        ports.db.run(store_credit_application, values, prepared)
    ports.storage.discard_later(person_id, files.from_staging)


def _proofs(values: Mapping[str, Any]) -> list[Wanted]:
    return [
        Wanted(one, (PROOF,), f"proof_ids[{index}]")
        for index, one in enumerate(values["proof_ids"])
    ]


@operation("submit_credit_application")
def store_credit_application(
    uow: UnitOfWork, values: Mapping[str, Any], prepared: Prepared
) -> Mapping[str, str]:
    """Store an application with its credits by the table, and send it to review."""
    ensure_reserved(uow, prepared.reservation)
    application_id, person_id = prepared.case_id, prepared.person_id
    uow.session.add(
        models.CreditApplication(
            application_id=application_id,
            person_id=person_id,
            computed_credits=compute_credits(Achievement.of(values)),
            granted_credits=None,
            submitted_at=uow.now,
            **{name: value for name, value in values.items() if name != "proof_ids"},
        )
    )
    store_files(uow, prepared)
    submit_case(uow, review_kinds.CREDIT, prepared)
    return {"application_id": application_id}


def withdraw_credit_application(
    uow: UnitOfWork, application_id: str, person_id: str
) -> dict[str, Any]:
    """Withdraw an application that no reviewer has claimed; a repeat changes nothing."""
    row = uow.session.get(models.CreditApplication, application_id)
    if row is None or row.person_id != person_id:
        raise NotFound("changes.credit_not_found")
    casework.withdraw_case(uow, review_kinds.CREDIT, application_id, person_id)
    return {}


def approve_credit(
    uow: UnitOfWork,
    review: ReviewKind,  # noqa: ARG001 - as every decision is called; this one makes its own
    case_id: str,
    reviewer: Actor,
    granted: int | None = None,
    note: str | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Approve an application, with other credits than the table's where the note says why."""
    row = uow.session.get(models.CreditApplication, case_id)
    if row is not None and granted not in (None, row.computed_credits) and not note:
        raise ValidationFailed.of([Violation("note", "changes.adjustment_note_required")])
    granting = review_kinds.CreditReview(granted)
    return casework.approve_case(uow, granting, case_id, reviewer, note, expected_version)
