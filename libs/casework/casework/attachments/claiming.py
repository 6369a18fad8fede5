"""Take files from staging into the owner's bucket before the case that names them is stored."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from chassis.storage.bucket import BucketStorage, Wanted
from chassis.storage.staging import StagedFile
from contracts.errors import ValidationFailed, Violation
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.attachments.models import AttachmentMixin, CaseFileMixin
from casework.domain.attachments import FileFacts

COLUMNS = (
    *("attachment_id", "kind", "file_name", "media_type", "size", "sha256", "width", "height"),
)


# Of the files with these ids, those that a case of the person shows already, by id.
FindUsed = Callable[[Collection[str]], Mapping[str, StagedFile]]


@dataclass(frozen=True, slots=True)
class ClaimedFiles:
    """Files, by id, that are in the owner's bucket for a case that is about to be stored."""

    files: Mapping[str, StagedFile]
    # To be discarded in staging once the case is stored.
    from_staging: Sequence[str] = ()

    def facts(self) -> list[FileFacts]:
        """Return what a page needs to know of the files."""
        return [facts_of(file) for file in self.files.values()]


def claim_files(
    storage: BucketStorage,
    person_id: str,
    wanted: Sequence[Wanted],
    find_used_files: FindUsed,
) -> ClaimedFiles:
    """Claim what the person uploaded, except what they used in an earlier case.

    Safe to repeat, and for cases at once that name the same upload: what the first of them has
    stored is gone from staging, so what is refused is looked up once more. Raises ValidationFailed
    naming every file that is not there or of another kind.
    """
    ids = [one.attachment_id for one in wanted]
    used = find_used_files(ids)
    try:
        return _claim(storage, person_id, wanted, used)
    except ValidationFailed:
        used_by_now = find_used_files(ids)
        if used_by_now.keys() == used.keys():
            raise
    return _claim(storage, person_id, wanted, used_by_now)


def _claim(
    storage: BucketStorage,
    person_id: str,
    wanted: Sequence[Wanted],
    used: Mapping[str, StagedFile],
) -> ClaimedFiles:
    violations = [
        Violation(one.field, "attachment.kind_mismatch")
        for one in wanted
        if one.attachment_id in used and used[one.attachment_id].kind not in one.kinds
    ]
    new = [one for one in wanted if one.attachment_id not in used]
    claimed, refused = storage.claim_many(person_id, new)
    if violations or refused:
        raise ValidationFailed.of([*violations, *refused])
    named = {one.attachment_id for one in wanted}
    files = {**{id_: file for id_, file in used.items() if id_ in named}, **claimed}
    return ClaimedFiles(files, list(claimed))


def find_used(
    session: Session, table: type[CaseFileMixin], person_id: str, attachment_ids: Collection[str]
) -> dict[str, StagedFile]:
    """Return those of the files that a case of the person shows already, by id."""
    own = (table.person_id == person_id, table.attachment_id.in_(attachment_ids))
    rows = session.scalars(select(table).where(*own))
    return {row.attachment_id: StagedFile(owner_id=person_id, **file_columns(row)) for row in rows}


def file_columns(file: StagedFile | AttachmentMixin) -> dict[str, Any]:
    """Return what an owner's table keeps of a file."""
    return {name: getattr(file, name) for name in COLUMNS}


def facts_of(file: StagedFile | AttachmentMixin) -> FileFacts:
    """Return what a page needs to know of a file."""
    return FileFacts(**{field.name: getattr(file, field.name) for field in fields(FileFacts)})
