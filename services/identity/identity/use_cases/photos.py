"""The photos of a real-name submission: claimed before the transaction, kept with the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chassis.db import Db, UnitOfWork
from chassis.storage.bucket import BucketStorage, Wanted
from chassis.storage.staging import StagedFile
from contracts.errors import Violation
from contracts.real_name import PHOTO_KINDS
from sqlalchemy import select
from sqlalchemy.orm import Session

from identity.models import PhoneRecoveryPhoto, RealNameCase, RealNamePhoto


@dataclass(frozen=True, slots=True)
class Photos:
    """The photos that a submission names, by slot, and what is wrong with them so far.

    `claimed` are those that came from staging, by id; the others belong to an earlier round.
    """

    by_slot: Mapping[str, str]
    claimed: Mapping[str, StagedFile] = field(default_factory=dict)
    violations: Sequence[Violation] = ()


def claim_photos(
    db: Db, storage: BucketStorage, person_id: str, by_slot: Mapping[str, str]
) -> Photos:
    """Copy the photos that are new here into our bucket, which is safe to repeat.

    What no case names afterwards is swept.
    """
    kept = db.read(_find_kept, person_id)
    wanted = [
        Wanted(attachment_id, [PHOTO_KINDS[slot]], slot)
        for slot, attachment_id in by_slot.items()
        if (slot, attachment_id) not in kept
    ]
    return Photos(by_slot, *storage.claim_many(person_id, wanted))


def _find_kept(session: Session, person_id: str) -> dict[tuple[str, str], RealNamePhoto]:
    statement = (
        select(RealNamePhoto)
        .join(RealNameCase, RealNameCase.case_id == RealNamePhoto.case_id)
        .where(RealNameCase.person_id == person_id)
    )
    return {(photo.slot, photo.attachment_id): photo for photo in session.scalars(statement)}


def keep_photos(
    uow: UnitOfWork, case_id: str, person_id: str, photos: Photos
) -> tuple[list[RealNamePhoto], list[Violation]]:
    """Return the photos of a case that is being submitted, and all that is wrong with them."""
    kept = _find_kept(uow.session, person_id)
    found = []
    for slot, attachment_id in photos.by_slot.items():
        if (slot, attachment_id) in kept:
            found.append(kept[slot, attachment_id])
        elif attachment_id in photos.claimed:
            found.append(_new_photo(uow, case_id, slot, photos.claimed[attachment_id]))
    return found, [*photos.violations, *repeated(found)]


def repeated(photos: Sequence[RealNamePhoto | PhoneRecoveryPhoto]) -> list[Violation]:
    """Report every photo that an earlier one shows already."""
    first: dict[str, str] = {}
    for photo in photos:
        first.setdefault(photo.sha256, photo.slot)
    code = "identity.real_name_same_image"
    return [Violation(one.slot, code) for one in photos if first[one.sha256] != one.slot]


def _new_photo(uow: UnitOfWork, case_id: str, slot: str, staged: StagedFile) -> RealNamePhoto:
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
