"""How far a person's real-name verification is, and the photos of it."""

from typing import Any

from casework.cases.person_queries import get_person_review
from casework.cases.queries import find_latest_case
from chassis.clock import to_wire, utc_now
from contracts.context import CallContext
from contracts.errors import NotFound
from sqlalchemy import select
from sqlalchemy.orm import Session

from identity.domain.real_name import PHOTO_KINDS, available_actions
from identity.models import Account, RealNameCase, RealNamePhoto
from identity.review_kinds import REAL_NAME

_READERS = ("reviewer", "auditor")
_NO_REVIEW: dict[str, Any] = {
    **dict.fromkeys(("case_id", "round", "authority", "submitted_at", "decided_at", "note")),
    **dict.fromkeys(("queue_position", "expected_at")),
    "reasons": [],
    "images": [],
}


def get_real_name(session: Session, person_id: str) -> dict[str, Any]:
    """Return the state of the person's verification with the latest case, if there is one."""
    account = session.get(Account, person_id)
    if account is None:
        raise NotFound("identity.person_not_found")
    case = find_latest_case(session, REAL_NAME, person_id)
    return {
        **(_review_view(session, case) if isinstance(case, RealNameCase) else _NO_REVIEW),
        "status": account.real_name_status,
        "method": account.real_name_method,
        "verified_at": to_wire(account.verified_at) if account.verified_at else None,
        "available_actions": available_actions(account.real_name_status),
    }


def find_photo(session: Session, context: CallContext, attachment_id: str) -> dict[str, Any]:
    """Return where a photo lies and whose it is, if the caller may see it; else NotFound.

    Its person may, and staff of the case's authority or one above it who review or audit.
    """
    row = session.execute(
        select(RealNamePhoto, RealNameCase)
        .join(RealNameCase, RealNameCase.case_id == RealNamePhoto.case_id)
        .where(RealNamePhoto.attachment_id == attachment_id)
    ).one_or_none()
    if row is None or not _may_see(context, row[1]):
        raise NotFound("identity.attachment_not_found")
    photo, case = row
    return {
        "kind": case.kind,
        "case_id": case.case_id,
        "person_id": case.person_id,
        "attachment_id": photo.attachment_id,
        "file_kind": PHOTO_KINDS[photo.slot],
        "key": photo.object_key,
        "media_type": photo.media_type,
        "file_name": photo.file_name,
        "size": photo.size,
        "sha256": photo.sha256,
    }


def _may_see(context: CallContext, case: RealNameCase) -> bool:
    if context.is_person():
        return context.actor_id == case.person_id
    return context.is_staff(*_READERS) and context.covers(case.authority_path or "")


def _review_view(session: Session, case: RealNameCase) -> dict[str, Any]:
    review = get_person_review(session, REAL_NAME, case, utc_now())
    images = [
        {"slot": slot, "attachment_id": attachment_id}
        for slot, attachment_id in case.photo_ids().items()
    ]
    shown = {name: review[name] for name in _NO_REVIEW if name in review}
    return {**shown, "case_id": case.case_id, "images": images}
