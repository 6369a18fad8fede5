"""Educations and employments of a draft: add, update, delete (R3.3.1, R3.4.1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar

from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts.errors import Conflict, NotFound, Violation
from contracts.record_fields import EDUCATION, EMPLOYMENT
from contracts.schemas.collection import EducationBody, EmploymentBody
from marshmallow import Schema
from sqlalchemy import delete
from sqlalchemy.orm import Session

from collection import models
from collection.domain import content as domain
from collection.domain import education_rules, employment_rules
from collection.domain.periods import month_of
from collection.queries.drafts import load_educations, load_employments
from collection.use_cases.draft_files import attach_files
from collection.use_cases.drafts import lock_draft
from collection.use_cases.form_files import FormFiles

Row = TypeVar("Row", bound=domain.Education | domain.Employment)
Stored = models.Education | models.Employment

NO_FILES = FormFiles()


@dataclass(frozen=True, slots=True)
class RowKind(Generic[Row]):
    """What differs between educations and employments while one is written."""

    section: str
    table: type[Stored]
    max_rows: int
    load: Callable[[Session, str], Sequence[Row]]
    body: type[Schema]
    from_form: Callable[[str, Mapping[str, Any], Mapping[str, str]], Row]
    check: Callable[[Sequence[Row], str], list[Violation]]

    @property
    def key(self) -> str:
        """Return the name of a row's id."""
        return f"{self.section}_id"

    def id_of(self, row: Row) -> str:
        """Return the id of a row."""
        row_id: str = getattr(row, self.key)
        return row_id

    def with_id(self, row: Row, row_id: str) -> Row:
        """Return the row under an id."""
        values: dict[str, Any] = {self.key: row_id}
        return replace(row, **values)


EDUCATIONS = RowKind(
    EDUCATION,
    models.Education,
    education_rules.MAX_EDUCATIONS,
    load_educations,
    EducationBody,
    domain.Education.from_form,
    education_rules.check,
)
EMPLOYMENTS = RowKind(
    EMPLOYMENT,
    models.Employment,
    employment_rules.MAX_EMPLOYMENTS,
    load_employments,
    EmploymentBody,
    domain.Employment.from_form,
    employment_rules.check,
)


def add_row(
    uow: UnitOfWork,
    person_id: str,
    kind: RowKind[Row],
    row: Row,
    files: FormFiles,
    expected_version: int | None,
) -> dict[str, Any]:
    """Add a row and return its id as `created_id`."""
    record = lock_draft(uow, person_id, expected_version)
    others = kind.load(uow.session, record.record_id)
    if len(others) >= kind.max_rows:
        raise Conflict(f"collection.too_many_{kind.section}s")
    row_id = uow.new_id()
    stored = kind.table(**{kind.key: row_id}, record_id=record.record_id, created_at=uow.now)
    uow.session.add(stored)
    _write(uow, kind, stored, kind.with_id(row, row_id), others, files)
    return {"created_id": row_id}


def update_row(
    uow: UnitOfWork,
    person_id: str,
    kind: RowKind[Row],
    row: Row,
    files: FormFiles,
    expected_version: int | None,
) -> dict[str, Any]:
    """Replace the row of the same id with all that belongs to it."""
    record = lock_draft(uow, person_id, expected_version)
    stored = _own_row(uow, record, kind, kind.id_of(row))
    _write(uow, kind, stored, row, kind.load(uow.session, record.record_id), files)
    return {}


def delete_row(
    uow: UnitOfWork, person_id: str, kind: RowKind[Row], row_id: str, expected_version: int | None
) -> dict[str, Any]:
    """Delete a row; its files are detached."""
    record = lock_draft(uow, person_id, expected_version)
    row = _own_row(uow, record, kind, row_id)
    attach_files(uow, record.record_id, (kind.section, row_id), NO_FILES)
    uow.session.delete(row)
    return {}


def _write(
    uow: UnitOfWork,
    kind: RowKind[Row],
    stored: Stored,
    row: Row,
    rows: Sequence[Row],
    files: FormFiles,
) -> None:
    row_id = kind.id_of(row)
    others = [one for one in rows if kind.id_of(one) != row_id]
    found = kind.check([*others, row], month_of(uow.now))
    violations = attach_files(uow, stored.record_id, (kind.section, row_id), files)
    about = _about(f"{kind.section}s[{len(others)}].", found)
    raise_if([*files.violations, *violations, *about])
    _copy(row, stored)
    if isinstance(row, domain.Employment) and isinstance(stored, models.Employment):
        _replace_experiences(uow, stored, row)


def _copy(row: domain.Education | domain.Employment, stored: Stored) -> None:
    """Write what are columns of the row's own; files and experiences have their tables."""
    for item in fields(row):
        if item.name in stored.__table__.columns:
            setattr(stored, item.name, getattr(row, item.name))


def _replace_experiences(
    uow: UnitOfWork, stored: models.Employment, row: domain.Employment
) -> None:
    table = models.AccountingExperience
    uow.session.flush()
    uow.session.execute(delete(table).where(table.employment_id == stored.employment_id))
    uow.session.add_all(
        table(
            employment_id=stored.employment_id,
            position=position,
            record_id=stored.record_id,
            start_month=part.start_month,
            end_month=part.end_month,
            posts=list(part.posts),
        )
        for position, part in enumerate(row.accounting_experiences)
    )


def _about(path: str, found: Sequence[Violation]) -> list[Violation]:
    """Return what concerns the row being written, with paths inside its form."""
    return [
        Violation(one.field.removeprefix(path), one.code, one.message)
        for one in found
        if one.field.startswith(path)
    ]


def _own_row(uow: UnitOfWork, record: models.Record, kind: RowKind[Row], row_id: str) -> Stored:
    row = uow.session.get(kind.table, row_id)
    if not isinstance(row, Stored) or row.record_id != record.record_id:
        raise NotFound(f"collection.{kind.section}_not_found")
    return row
