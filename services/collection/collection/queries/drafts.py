"""The draft of a record, from its tables.

Reading a whole draft takes the same number of statements however many rows it has.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from casework.attachments.claiming import facts_of
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from collection import models
from collection.domain import content as domain
from collection.domain.content import Content
from collection.domain.submissions import Files
from collection.queries.records import find_record

Part = TypeVar(
    "Part",
    models.Attachment,
    models.Education,
    models.Employment,
    models.AccountingExperience,
)
# Ids of files by kind, by the education or employment that they belong to; None: basic section.
FilesByRow = Mapping[str | None, dict[str, str]]
NO_FILES: FilesByRow = {}


def _of_record(table: type[Part], *order: InstrumentedAttribute[Any]) -> Select[Part]:
    # A draft is read again and again while its person fills it in: building a statement takes as
    # long as running it, so each is built once.
    return select(table).where(table.record_id == bindparam("record_id")).order_by(*order)


_ATTACHED = _of_record(
    models.Attachment, models.Attachment.kind, models.Attachment.attachment_id
).where(models.Attachment.detached_at.is_(None))
_EDUCATIONS = _of_record(
    models.Education, models.Education.created_at, models.Education.education_id
)
_EMPLOYMENTS = _of_record(
    models.Employment, models.Employment.created_at, models.Employment.employment_id
)
_EXPERIENCES = _of_record(
    models.AccountingExperience,
    models.AccountingExperience.employment_id,
    models.AccountingExperience.position,
)


def find_draft(session: Session, person_id: str) -> Content:
    """Return what a person has filled in so far."""
    record = find_record(session, person_id)
    return load_draft(session, record)[0] if record else Content()


def load_draft(session: Session, record: models.Record) -> tuple[Content, Files]:
    """Return the draft of a record and the files that it names."""
    attached = list(session.scalars(_ATTACHED, {"record_id": record.record_id}))
    files = _by_row(attached)
    content = Content(
        scope=record.scope,
        basic=record.basic(files.get(None, {})),
        educations=load_educations(session, record.record_id, files),
        employments=load_employments(session, record.record_id, files),
        authority=record.authority,
    )
    return content, {row.attachment_id: facts_of(row) for row in attached}


def _by_row(attached: Iterable[models.Attachment]) -> FilesByRow:
    files: dict[str | None, dict[str, str]] = defaultdict(dict)
    for row in attached:
        files[row.row_id][row.kind] = row.attachment_id
    return files


def load_educations(
    session: Session, record_id: str, files: FilesByRow = NO_FILES
) -> tuple[domain.Education, ...]:
    """Return the educations of a draft, with those of the `files` that are theirs."""
    return tuple(
        row.to_domain(files.get(row.education_id, {}))
        for row in session.scalars(_EDUCATIONS, {"record_id": record_id})
    )


def load_employments(
    session: Session, record_id: str, files: FilesByRow = NO_FILES
) -> tuple[domain.Employment, ...]:
    """Return the employments of a draft, with those of the `files` that are theirs."""
    experiences: dict[str, list[domain.AccountingExperience]] = defaultdict(list)
    for part in session.scalars(_EXPERIENCES, {"record_id": record_id}):
        experiences[part.employment_id].append(part.to_domain())
    return tuple(
        row.to_domain(experiences[row.employment_id], files.get(row.employment_id, {}))
        for row in session.scalars(_EMPLOYMENTS, {"record_id": record_id})
    )
