"""Applications for another number: for who applied, for the account, for the job."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.attachments.access import FileAccess
from casework.cases.access import access_path
from casework.domain.service_level import ServiceLevel, expected_date
from chassis.clock import to_wire, utc_now
from contracts.errors import NotFound
from contracts.phone_recovery import COOLING_OFF, RETURNED, SUBMITTED, UNDER_REVIEW
from contracts.real_name import PHOTO_KINDS, VERIFIED
from contracts.values.masking import mask_phone
from sqlalchemy import case as choose
from sqlalchemy import select
from sqlalchemy.orm import Session

from identity.derived_tokens import RECOVERY, is_token_of, upload_id_of
from identity.domain.phone_recoveries import (
    MOST_SHOWN,
    Claim,
    available_actions,
    message_of,
    status_of,
)
from identity.models import Account, PhoneRecoveryCase, PhoneRecoveryPhoto, PhoneRecoveryUpload

_MOST_CLAIMS = 20
_BATCH = 100

PHOTO_ACCESS = FileAccess(
    table=PhoneRecoveryPhoto,
    key=PhoneRecoveryPhoto.object_key,
    kind=PhoneRecoveryCase.kind,
    case_id=PhoneRecoveryCase.case_id,
    person_id=PhoneRecoveryCase.person_id,
    file_kind=choose(PHOTO_KINDS, value=PhoneRecoveryPhoto.slot),
    visible_to_staff=lambda is_below: is_below(access_path(PhoneRecoveryCase)),
    joined=lambda photos: photos.join(
        PhoneRecoveryCase, PhoneRecoveryCase.case_id == PhoneRecoveryPhoto.case_id
    ),
    # They may show somebody else than the account's owner.
    persons_own=False,
    readers=("reviewer", "auditor"),
    not_found="identity.attachment_not_found",
)


@dataclass(frozen=True, slots=True)
class Upload:
    """What a token stands for."""

    upload_id: str
    used: bool


def find_upload(session: Session, token: str) -> Upload | None:
    """Return what a token of ours stands for that has not expired."""
    upload_id = upload_id_of(token)
    row = session.get(PhoneRecoveryUpload, upload_id) if upload_id else None
    if row is None or (row.used_by is None and row.expires_at <= utc_now()):
        return None
    return Upload(row.upload_id, row.used_by is not None)


def find_claimed(session: Session, claim: Claim) -> tuple[str | None, str]:
    """Return the account that the details fit, if there is one, and a person's id in any case.

    Of several that claim one certificate the verified comes first, then the latest.
    """
    rows = session.execute(
        select(Account.person_id, Account.name)
        .where(Account.identity_index == claim.identity_key)
        .order_by((Account.real_name_status == VERIFIED).desc(), Account.created_at.desc())
        .limit(_MOST_CLAIMS)
    ).all()
    nobody = str(uuid.uuid4())
    fits = next((row.person_id for row in rows if claim.is_of(row.name)), None)
    return fits, fits or nobody


def get_recovery(session: Session, recovery_id: str, token: str) -> dict[str, Any]:
    """Return how far an application is, to who made it."""
    if not is_token_of(recovery_id, RECOVERY, token):
        raise NotFound("identity.recovery_not_found")
    case = session.get(PhoneRecoveryCase, recovery_id)
    if case is None or case.submitted_at is None:
        raise NotFound("identity.recovery_not_found")
    return _view(case, utc_now())


def _view(case: PhoneRecoveryCase, now: datetime) -> dict[str, Any]:
    assert case.submitted_at is not None
    status = status_of(case.state, case.phase)
    is_open = status in (SUBMITTED, UNDER_REVIEW)
    # By the common target: that of one authority would tell which one has the account.
    expected = expected_date(case.submitted_at, now, ServiceLevel().target_days)
    returned = status == RETURNED
    return {
        "recovery_id": case.case_id,
        "status": status,
        "message": message_of(status),
        "masked_phone": mask_phone(case.new_phone),
        "submitted_at": to_wire(case.submitted_at),
        "expected_at": expected.isoformat() if is_open else None,
        "decided_at": None if is_open or not case.decided_at else to_wire(case.decided_at),
        "reasons": case.reasons if returned else [],
        "note": case.note if returned else None,
        "effective_at": to_wire(case.effective_at) if case.effective_at else None,
    }


def list_pending(session: Session, person_id: str) -> dict[str, Any]:
    """Return the changes that were approved for an account, the latest first."""
    rows = session.scalars(
        select(PhoneRecoveryCase)
        .where(PhoneRecoveryCase.account_id == person_id, PhoneRecoveryCase.phase.is_not(None))
        .order_by(PhoneRecoveryCase.effective_at.desc(), PhoneRecoveryCase.case_id)
        .limit(MOST_SHOWN)
    )
    return {"items": [_pending_view(row) for row in rows]}


def _pending_view(case: PhoneRecoveryCase) -> dict[str, Any]:
    assert case.decided_at is not None
    assert case.effective_at is not None
    return {
        "phone_change_id": case.case_id,
        "status": case.phase,
        "masked_phone": mask_phone(case.new_phone),
        "approved_at": to_wire(case.decided_at),
        "effective_at": to_wire(case.effective_at),
        "available_actions": available_actions(case.phase),
    }


def find_due(session: Session, now: datetime) -> list[str]:
    """Return the changes whose cooling-off is over, so many at a time."""
    due = (
        select(PhoneRecoveryCase.case_id)
        .where(PhoneRecoveryCase.phase == COOLING_OFF, PhoneRecoveryCase.effective_at <= now)
        .order_by(PhoneRecoveryCase.effective_at)
        .limit(_BATCH)
    )
    return list(session.scalars(due))
