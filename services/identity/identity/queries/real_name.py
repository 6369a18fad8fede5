"""How far a person's real-name verification is, and the photos of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from casework.attachments.access import FileAccess
from casework.cases.access import access_path
from casework.cases.person_queries import get_person_review
from casework.cases.queries import find_latest_case
from chassis.clock import to_wire, utc_now
from contracts.errors import NotFound, Violation
from contracts.real_name import PHOTO_KINDS
from sqlalchemy import case as choose
from sqlalchemy.orm import Session

from identity.domain.real_name import START_ALIPAY, SUBMIT, required_photos
from identity.models import Account, RealNameCase, RealNamePhoto
from identity.queries.certifications import get_offer
from identity.queries.corrections import actions_of, find_past
from identity.review_kinds import REAL_NAME

PHOTO_ACCESS = FileAccess(
    table=RealNamePhoto,
    key=RealNamePhoto.object_key,
    kind=RealNameCase.kind,
    case_id=RealNameCase.case_id,
    person_id=RealNameCase.person_id,
    file_kind=choose(PHOTO_KINDS, value=RealNamePhoto.slot),
    visible_to_staff=lambda is_below: is_below(access_path(RealNameCase)),
    joined=lambda photos: photos.join(RealNameCase, RealNameCase.case_id == RealNamePhoto.case_id),
    readers=("reviewer", "auditor"),
    not_found="identity.attachment_not_found",
)
_OF_THIS_PAGE = (SUBMIT, "correct_identity")
_NO_REVIEW: dict[str, Any] = {
    **dict.fromkeys(("case_id", "round", "authority", "submitted_at", "decided_at", "note")),
    **dict.fromkeys(("queue_position", "expected_at")),
    "reasons": [],
    "history": [],
    "images": [],
}


def get_real_name(
    session: Session, person_id: str, *, alipay_is_open: bool = False
) -> dict[str, Any]:
    """Return the state of the person's verification, the latest case, and whether Alipay is open."""
    account = session.get(Account, person_id)
    if account is None:
        raise NotFound("identity.person_not_found")
    case = find_latest_case(session, REAL_NAME, person_id)
    past = find_past(session, account)
    offer = get_offer(session, account, is_configured=alipay_is_open)
    actions = [one for one in actions_of(account, past) if one in _OF_THIS_PAGE]
    return {
        **(_review_view(session, case) if isinstance(case, RealNameCase) else _NO_REVIEW),
        "status": account.real_name_status,
        "method": account.real_name_method,
        "verified_at": to_wire(account.verified_at) if account.verified_at else None,
        "to_correct": list(past.asked),
        "alipay": offer,
        "available_actions": [*actions, *([START_ALIPAY] if offer["available"] else [])],
    }


def find_missing_photos(
    session: Session, person_id: str, named: Mapping[str, str], found: Sequence[Violation]
) -> list[Violation]:
    """Return the photos that the person's certificate needs and that are neither named nor wrong."""
    account = session.get(Account, person_id)
    if account is None:
        raise NotFound("identity.person_not_found")
    known = {*named, *(violation.field for violation in found)}
    missing = [slot for slot in required_photos(account.id_type) if slot not in known]
    return [Violation(slot, "common.required") for slot in missing]


def _review_view(session: Session, case: RealNameCase) -> dict[str, Any]:
    review = get_person_review(session, REAL_NAME, case, utc_now())
    images = [
        {"slot": slot, "attachment_id": attachment_id}
        for slot, attachment_id in case.photo_ids().items()
    ]
    shown = {name: review[name] for name in _NO_REVIEW if name in review}
    return {**shown, "case_id": case.case_id, "images": images}
