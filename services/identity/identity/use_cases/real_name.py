"""Submit photos of the certificate for real-name verification."""

from dataclasses import dataclass
from typing import Any

from casework.kinds import Applicant
from casework.kinds import Authority as ReviewAuthority
from casework.use_cases import submit_case
from chassis.db import UnitOfWork
from chassis.storage import BucketStorage
from contracts.errors import NotFound, ValidationFailed, Violation
from contracts.values.masking import mask_name
from sqlalchemy import select

from identity.domain.real_name import PHOTO_KINDS, SUBMIT, accepts_real_name, next_status
from identity.models import Account, Authority, RealNameCase
from identity.reviews import REAL_NAME
from identity.use_cases.photos import take_photos


@dataclass(frozen=True, slots=True)
class Submission:
    """What the person sends: an attachment for each photo, and the authority."""

    photo_ids: dict[str, str]
    authority_id: str

    @classmethod
    def of(cls, form: dict[str, Any]) -> "Submission":
        """Return the submission that a valid body holds."""
        return cls({slot: form[slot] for slot in PHOTO_KINDS}, form["authority_id"])


def submit_real_name(
    uow: UnitOfWork, submission: Submission, person_id: str, storage: BucketStorage
) -> dict[str, Any]:
    """Take the photos over, submit the case, and set the account under review."""
    account = uow.session.get(Account, person_id, with_for_update=True)
    if account is None:
        raise NotFound("identity.person_not_found")
    next_state = next_status(account.real_name_status, SUBMIT)
    authority = _find_authority(uow, submission.authority_id)
    case = uow.session.scalars(
        select(RealNameCase).where(RealNameCase.person_id == person_id)
    ).one_or_none()
    case_id = case.case_id if case else uow.new_id()
    photos = take_photos(uow, submission.photo_ids, person_id, case_id, storage)
    submitted = submit_case(uow, REAL_NAME, case_id, _applicant(account), authority)
    for photo in photos:
        setattr(submitted, f"{photo.slot}_id", photo.attachment_id)
    uow.session.add_all(photos)
    account.real_name_status = next_state
    account.version += 1
    return {"case_id": case_id}


def _find_authority(uow: UnitOfWork, authority_id: str) -> ReviewAuthority:
    found = uow.session.get(Authority, authority_id)
    if found is None or not found.active:
        raise _wrong_authority("identity.authority_not_found")
    if not accepts_real_name(found.level, selectable=found.is_leaf_selectable):
        raise _wrong_authority("identity.authority_not_for_real_name")
    return ReviewAuthority(found.authority_id, found.name, found.path)


def _wrong_authority(code: str) -> ValidationFailed:
    return ValidationFailed.of([Violation("authority_id", code)])


def _applicant(account: Account) -> Applicant:
    indexes = REAL_NAME.indexes_of(account.name, account.id_number)
    return Applicant(account.person_id, mask_name(account.name), **indexes)
