"""Files of cases: taken from staging, kept under the case, shown to who may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from chassis.db import Db, UnitOfWork
from chassis.storage.bucket import BucketStorage, Wanted
from chassis.storage.staging import StagedFile
from contracts.case_kinds import CHANGE, CREDIT
from contracts.context import CallContext
from contracts.errors import NotFound, ValidationFailed, Violation
from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy import case as choose
from sqlalchemy.orm import Session

from changes import models
from changes.clients import NewFile
from changes.domain.requests import FileFacts

FILE_READERS = ("reviewer", "authority_admin", "auditor")


@dataclass(frozen=True, slots=True)
class Claimed:
    """Files that are in our bucket for a case that is about to be stored."""

    files: Mapping[str, StagedFile]
    from_staging: Sequence[str] = ()

    def facts(self) -> list[FileFacts]:
        """Return what a page needs to know of the files."""
        return [facts_of_row(file) for file in self.files.values()]


def claim_files(
    db: Db, storage: BucketStorage, owner_id: str, wanted: Sequence[NewFile]
) -> Claimed:
    """Take over what the owner uploaded, or used in an earlier case of their own.

    Safe to repeat. Raises ValidationFailed naming every file that is not there or of another
    kind.
    """
    ids = [one.attachment_id for one in wanted]
    files = db.read(_find_known, owner_id=owner_id, ids=ids)
    violations = [
        Violation(one.field, "attachment.kind_mismatch")
        for one in wanted
        if one.attachment_id in files and files[one.attachment_id].kind != one.kind
    ]
    new = [
        Wanted(one.attachment_id, [one.kind], one.field)
        for one in wanted
        if one.attachment_id not in files
    ]
    claimed, refused = storage.claim_many(owner_id, new)
    if violations or refused:
        raise ValidationFailed.of([*violations, *refused])
    return Claimed({**files, **claimed}, list(claimed))


def _find_known(session: Session, owner_id: str, ids: list[str]) -> dict[str, StagedFile]:
    table = models.Attachment
    statement = select(table).where(table.person_id == owner_id, table.attachment_id.in_(ids))
    return {
        row.attachment_id: StagedFile(
            **{
                item.name: getattr(row, item.name)
                for item in fields(StagedFile)
                if item.name not in ("owner_id", "uploaded_at")
            },
            owner_id=owner_id,
        )
        for row in session.execute(statement).scalars()
    }


def keep_files(uow: UnitOfWork, case_id: str, person_id: str, claimed: Claimed) -> None:
    """Note the files as those of a case."""
    uow.session.add_all(
        models.Attachment(
            case_id=case_id,
            attachment_id=file.attachment_id,
            person_id=person_id,
            kind=file.kind,
            file_name=file.file_name,
            key=file.attachment_id,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            width=file.width,
            height=file.height,
            claimed_at=uow.now,
        )
        for file in claimed.files.values()
    )
    uow.session.flush()


def list_files(session: Session, case_id: str) -> list[models.Attachment]:
    """Return the files of a case."""
    table = models.Attachment
    statement = (
        select(table).where(table.case_id == case_id).order_by(table.kind, table.attachment_id)
    )
    return list(session.execute(statement).scalars())


def find_referenced(session: Session, keys: Sequence[str]) -> set[str]:
    """Return those of the keys that a case names."""
    table = models.Attachment
    return set(session.scalars(select(table.key).where(table.key.in_(keys))))


def facts_of_row(row: models.Attachment | StagedFile) -> FileFacts:
    """Return what a page needs to know of a file."""
    return FileFacts(**{item.name: getattr(row, item.name) for item in fields(FileFacts)})


def facts_of(row: models.Attachment) -> dict[str, Any]:
    """Return a file as it is answered."""
    facts = facts_of_row(row)
    return {item.name: getattr(facts, item.name) for item in fields(FileFacts)}


def get_file(session: Session, attachment_id: str, context: CallContext) -> dict[str, Any]:
    """Return a file that the caller may see: the person their own, staff those of their cases.

    Raises NotFound for all others, as for a file that is not there.
    """
    table, case = models.Attachment, models.ChangeCase
    shown = (table.key, table.media_type, table.file_name, table.size, table.sha256)
    kind = choose((exists().where(case.case_id == table.case_id), CHANGE), else_=CREDIT)
    about = (table.case_id, table.person_id, table.attachment_id, table.kind.label("file_kind"))
    statement = (
        select(*shown, *about, kind.label("kind"))
        .where(table.attachment_id == attachment_id, _may_see(context))
        .order_by(table.claimed_at.desc(), table.case_id)
    )
    found = session.execute(statement.limit(1)).mappings().one_or_none()
    if found is None:
        raise NotFound("attachment.not_found")
    return dict(found)


def _may_see(context: CallContext) -> ColumnElement[bool]:
    if context.is_person():
        return models.Attachment.person_id == context.actor_id
    if not (context.is_staff(*FILE_READERS) and context.authority_path):
        raise NotFound("attachment.not_found")
    path = context.authority_path
    return or_(
        *(
            exists().where(
                case.case_id == models.Attachment.case_id,
                case.authority_path.startswith(path, autoescape=True, escape="|"),
            )
            for case in (models.ChangeCase, models.CreditCase)
        )
    )
