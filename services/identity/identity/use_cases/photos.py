"""Take the photos of a real-name submission over from staging."""

from collections.abc import Mapping

from chassis.db import UnitOfWork
from chassis.storage import BucketStorage, StagedFile
from contracts.errors import ValidationFailed, Violation
from sqlalchemy import select

from identity.domain.real_name import PHOTO_KINDS
from identity.models import RealNamePhoto


def take_photos(
    uow: UnitOfWork,
    photo_ids: Mapping[str, str],
    person_id: str,
    case_id: str,
    storage: BucketStorage,
) -> list[RealNamePhoto]:
    """Return the photos of a submission, by slot; one of an earlier round may be kept.

    Raises ValidationFailed with every photo that is wrong.
    """
    intake = _Intake(uow, person_id, case_id, storage)
    photos = [intake.accept(slot, attachment_id) for slot, attachment_id in photo_ids.items()]
    return intake.finish([photo for photo in photos if photo])


class _Intake:
    """One submission's photos on their way into the service's own bucket."""

    def __init__(
        self, uow: UnitOfWork, person_id: str, case_id: str, storage: BucketStorage
    ) -> None:
        self._uow = uow
        self._person_id = person_id
        self._case_id = case_id
        self._storage = storage
        self._taken: list[RealNamePhoto] = []
        self._violations: list[Violation] = []
        rows = uow.session.scalars(select(RealNamePhoto).where(RealNamePhoto.case_id == case_id))
        self._kept = {(photo.slot, photo.attachment_id): photo for photo in rows}

    def accept(self, slot: str, attachment_id: str) -> RealNamePhoto | None:
        """Return the photo for a slot, or note what is wrong with it."""
        if kept := self._kept.get((slot, attachment_id)):
            return kept
        kinds = [PHOTO_KINDS[slot]]
        try:
            staged = self._storage.claim_staged(self._person_id, attachment_id, kinds, slot)
        except ValidationFailed as refused:
            self._violations += [Violation(**error) for error in refused.details["errors"]]
            return None
        photo = self._photo(staged, slot)
        self._taken.append(photo)
        return photo

    def finish(self, photos: list[RealNamePhoto]) -> list[RealNamePhoto]:
        """Settle the staging area and return the photos, or refuse them all."""
        if len({photo.sha256 for photo in photos}) < len(photos):
            self._violations.append(Violation("", "identity.real_name_same_image"))
        if self._violations:
            # Leave nothing in the bucket that no case names; the uploads are still staged.
            for photo in self._taken:
                self._storage.remove(photo.object_key)
            raise ValidationFailed.of(self._violations)
        self._uow.after_commit(self._discard_staged)
        return photos

    def _discard_staged(self) -> None:
        for photo in self._taken:
            self._storage.discard_staged(self._person_id, photo.attachment_id)

    def _photo(self, staged: StagedFile, slot: str) -> RealNamePhoto:
        return RealNamePhoto(
            attachment_id=staged.attachment_id,
            case_id=self._case_id,
            slot=slot,
            object_key=staged.attachment_id,
            file_name=staged.file_name,
            media_type=staged.media_type,
            size=staged.size,
            sha256=staged.sha256,
            submitted_at=self._uow.now,
        )
