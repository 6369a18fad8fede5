"""Apply for credits, take the application back, grant them (R4.4.1)."""

from collections.abc import Mapping
from typing import Any

from casework.cases import use_cases as casework
from casework.cases.kinds import ReviewKind
from casework.domain.actors import Actor
from chassis.db import UnitOfWork
from contracts.errors import NotFound, ValidationFailed, Violation

from changes import models, review_kinds
from changes.domain.credits import Achievement, compute_credits
from changes.files import keep_files
from changes.use_cases.preparation import Prepared, ensure_reserved


def submit_credit_application(
    uow: UnitOfWork, application_id: str, values: Mapping[str, Any], prepared: Prepared | None
) -> dict[str, Any]:
    """Store an application with its credits by the table, and send it to review.

    Without what was prepared the application is there already, and nothing is done.
    """
    if prepared is not None:
        ensure_reserved(uow, prepared.reservation)
        _store(uow, application_id, values, prepared)
    return {"application_id": application_id}


def _store(
    uow: UnitOfWork, application_id: str, values: Mapping[str, Any], prepared: Prepared
) -> None:
    uow.session.add(
        models.CreditApplication(
            application_id=application_id,
            person_id=prepared.person_id,
            computed_credits=compute_credits(achievement_of(values)),
            granted_credits=None,
            submitted_at=uow.now,
            title=values["title"],
            remark=values["remark"],
            **_measure(values),
        )
    )
    keep_files(uow, application_id, prepared.person_id, prepared.claimed)
    casework.submit_case(
        uow,
        review_kinds.CREDIT,
        application_id,
        prepared.applicant,
        prepared.reservation.authority,
        employers=prepared.reservation.employers,
    )


def achievement_of(values: Mapping[str, Any]) -> Achievement:
    """Return the part of a form that the conversion needs."""
    return Achievement(**_measure(values))


def _measure(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values.get(name) for name in Achievement.__slots__}


def withdraw_credit_application(
    uow: UnitOfWork, application_id: str, person_id: str
) -> dict[str, Any]:
    """Take an application back that no reviewer has claimed; a repeat changes nothing."""
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
