"""Submit photos of the certificate for real-name verification."""

from typing import Any

from casework.cases.kinds import Authority as ReviewAuthority
from casework.cases.use_cases import find_or_create_locked, submit_case
from casework.domain.applicants import Applicant
from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts.consents import SUBMIT_REAL_NAME
from contracts.errors import Conflict, NotFound, Violation
from contracts.real_name import PHOTO_KINDS
from sqlalchemy import select

from identity.claims import find_taken
from identity.domain.real_name import SUBMIT, accepts_real_name, next_status
from identity.models import Account, Authority, RealNameCase
from identity.review_kinds import REAL_NAME
from identity.use_cases.consents import ensure_consents
from identity.use_cases.photos import Photos, keep_photos


def submit_real_name(
    uow: UnitOfWork, photos: Photos, authority_id: str, person_id: str
) -> dict[str, Any]:
    """Keep the photos, submit the case, and set the account under review.

    Raises ValidationFailed with all that is wrong with the photos and the authority.
    """
    case_id, account = _lock_case_and_account(uow, person_id)
    next_state = next_status(account.real_name_status, SUBMIT)
    if account.missing_details:
        raise Conflict("identity.details_missing")
    ensure_consents(uow, person_id, SUBMIT_REAL_NAME)
    kept, violations = keep_photos(uow, case_id, person_id, photos)
    authority = uow.session.get(Authority, authority_id)
    taken = find_taken(uow, account.identity_index, person_id)
    raise_if([*violations, *authority_violations(authority), *taken])
    submitted = submit_case(uow, REAL_NAME, case_id, _applicant(account), _reviewing(authority))
    by_slot = {photo.slot: photo.attachment_id for photo in kept}
    for slot in PHOTO_KINDS:
        setattr(submitted, f"{slot}_id", by_slot.get(slot))
    uow.session.add_all(kept)
    account.real_name_status = next_state
    account.version += 1
    return {"case_id": case_id}


def _lock_case_and_account(uow: UnitOfWork, person_id: str) -> tuple[str, Account]:
    """Lock case and account, in the order in which a reviewer's decision locks them.

    A first submission makes the case before it locks the account. Raises Conflict when another
    submission has just made it.
    """
    known = select(RealNameCase.case_id).where(RealNameCase.person_id == person_id)
    if uow.session.get(Account, person_id) is None:
        raise NotFound("identity.person_not_found")
    case_id = uow.session.scalar(known) or uow.new_id()
    try:
        find_or_create_locked(uow, REAL_NAME, case_id, person_id)
    except NotFound:  # the person's only case has another id: made by a request at the same time
        raise Conflict("identity.real_name_under_review") from None
    return case_id, uow.session.get_one(
        Account, person_id, with_for_update=True, populate_existing=True
    )


def authority_violations(found: Authority | None) -> list[Violation]:
    """Return what is wrong with an authority that is to review somebody's photos."""
    if found is None or not found.active:
        return [Violation("authority_id", "identity.authority_not_found")]
    if not accepts_real_name(found.level, selectable=found.is_leaf_selectable):
        return [Violation("authority_id", "identity.authority_not_for_real_name")]
    return []


def _reviewing(found: Authority | None) -> ReviewAuthority:
    assert found is not None  # an unknown one has been refused before
    return ReviewAuthority(found.authority_id, found.name, found.path)


def _applicant(account: Account) -> Applicant:
    return Applicant(
        person_id=account.person_id,
        name=account.name,
        id_type=account.id_type,
        id_number=account.id_number,
        gender=account.gender,
        birth_date=account.birth_date,
        phone=account.phone,
        nationality=account.nationality,
    )
