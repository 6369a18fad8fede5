"""Submit photos of the certificate for real-name verification."""

from dataclasses import dataclass
from typing import Any

from casework.kinds import Applicant
from casework.kinds import Authority as ReviewAuthority
from casework.use_cases import submit_case
from chassis.db import UnitOfWork
from chassis.storage import BucketStorage, StagedFile
from contracts.errors import ValidationFailed, Violation
from contracts.values.masking import mask_name
from sqlalchemy import select

from identity.domain.real_name import PHOTO_KINDS, SUBMIT, accepts_real_name, next_status
from identity.models import Account, Authority, RealNameCase, RealNamePhoto
from identity.reviews import REAL_NAME


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
    """Take the photos over, submit the case, and set the account under review.

    A photo of an earlier round may be kept by naming its id again.
    """
    account = uow.session.get_one(Account, person_id, with_for_update=True)
    next_state = next_status(account.real_name_status, SUBMIT)
    authority = _find_authority(uow, submission.authority_id)
    case = uow.session.scalars(
        select(RealNameCase).where(RealNameCase.person_id == person_id)
    ).one_or_none()
    case_id = case.case_id if case else uow.new_id()
    photos = _take_photos(uow, submission, person_id, case_id, storage)
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


def _take_photos(
    uow: UnitOfWork,
    submission: Submission,
    person_id: str,
    case_id: str,
    storage: BucketStorage,
) -> list[RealNamePhoto]:
    known = _known_photos(uow, case_id)
    photos: list[RealNamePhoto] = []
    violations: list[Violation] = []
    for slot, attachment_id in submission.photo_ids.items():
        kept = known.get((slot, attachment_id))
        if kept:
            photos.append(kept)
            continue
        try:
            staged = storage.claim_staged(person_id, attachment_id, [PHOTO_KINDS[slot]], slot)
        except ValidationFailed as refused:
            violations += [Violation(**error) for error in refused.details["errors"]]
            continue
        photos.append(_photo(uow, staged, slot, case_id))
    if not violations and len({photo.sha256 for photo in photos}) < len(photos):
        violations.append(Violation("", "identity.real_name_same_image"))
    taken = [photo for photo in photos if photo not in known.values()]
    if violations:
        _give_back(taken, storage)
        raise ValidationFailed.of(violations)
    _discard_later(uow, taken, person_id, storage)
    return photos


def _give_back(taken: list[RealNamePhoto], storage: BucketStorage) -> None:
    """Leave no photo in the bucket that no case names; they are still staged."""
    for photo in taken:
        storage.remove(photo.object_key)


def _known_photos(uow: UnitOfWork, case_id: str) -> dict[tuple[str, str], RealNamePhoto]:
    rows = uow.session.scalars(select(RealNamePhoto).where(RealNamePhoto.case_id == case_id))
    return {(photo.slot, photo.attachment_id): photo for photo in rows}


def _photo(uow: UnitOfWork, staged: StagedFile, slot: str, case_id: str) -> RealNamePhoto:
    return RealNamePhoto(
        attachment_id=staged.attachment_id,
        case_id=case_id,
        slot=slot,
        object_key=staged.attachment_id,
        file_name=staged.file_name,
        media_type=staged.media_type,
        size=staged.size,
        sha256=staged.sha256,
        submitted_at=uow.now,
    )


def _discard_later(
    uow: UnitOfWork, photos: list[RealNamePhoto], person_id: str, storage: BucketStorage
) -> None:
    """Clear staging once the claim is committed; what stays behind goes with the sweep."""
    for photo in photos:
        attachment_id = photo.attachment_id
        uow.after_commit(lambda a=attachment_id: storage.discard_staged(person_id, a))  # type: ignore[misc]


def _applicant(account: Account) -> Applicant:
    indexes = REAL_NAME.indexes_of(account.name, account.id_number)
    return Applicant(account.person_id, mask_name(account.name), **indexes)
