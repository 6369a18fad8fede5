"""Educations and employments of a draft: add, update, delete (R3.3.1, R3.4.1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts.errors import Conflict, NotFound, Violation
from contracts.record_fields import EDUCATION, EMPLOYMENT
from sqlalchemy import delete
from sqlalchemy.orm import Session

from collection import models
from collection.domain import content as domain
from collection.domain import education_rules, employment_rules
from collection.domain.periods import month_of
from collection.queries.drafts import load_educations, load_employments
from collection.use_cases.candidates import education_of, employment_of
from collection.use_cases.draft_files import attach_files
from collection.use_cases.drafts import open_draft
from collection.use_cases.forms import Form

Row = TypeVar("Row", bound=domain.Education | domain.Employment)
Stored = models.Education | models.Employment

NO_FILES = Form(values={})


@dataclass(frozen=True, slots=True)
class RowKind(Generic[Row]):
    """What tells educations and employments apart while a row is written."""

    section: str
    table: type[Stored]
    most: int
    load: Callable[[Session, str], Sequence[Row]]
    candidate_of: Callable[[str, Mapping[str, Any]], Row]
    check: Callable[[Sequence[Row], str], list[Violation]]

    @property
    def key(self) -> str:
        """Return the name of a row's id."""
        return f"{self.section}_id"


EDUCATIONS = RowKind(
    EDUCATION,
    models.Education,
    education_rules.MAX_EDUCATIONS,
    load_educations,
    education_of,
    education_rules.check,
)
EMPLOYMENTS = RowKind(
    EMPLOYMENT,
    models.Employment,
    employment_rules.MAX_EMPLOYMENTS,
    load_employments,
    employment_of,
    employment_rules.check,
)


def add_row(
    uow: UnitOfWork, person_id: str, kind: RowKind[Row], form: Form, expected_version: int | None
) -> dict[str, Any]:
    """Add a row and return its id as `created_id`."""
    record = open_draft(uow, person_id, expected_version)
    rows = kind.load(uow.session, record.record_id)
    if len(rows) >= kind.most:
        raise Conflict(f"collection.too_many_{kind.section}s")
    row_id = uow.new_id()
    row = kind.table(**{kind.key: row_id}, record_id=record.record_id, created_at=uow.now)
    uow.session.add(row)
    _write(uow, kind, record, row, rows, form)
    return {"created_id": row_id}


def update_row(
    uow: UnitOfWork,
    person_id: str,
    kind: RowKind[Row],
    row_id: str,
    form: Form,
    expected_version: int | None,
) -> dict[str, Any]:
    """Replace a row with all that belongs to it."""
    record = open_draft(uow, person_id, expected_version)
    row = _own_row(uow, record, kind, row_id)
    rows = kind.load(uow.session, record.record_id)
    _write(uow, kind, record, row, rows, form)
    return {}


def delete_row(
    uow: UnitOfWork, person_id: str, kind: RowKind[Row], row_id: str, expected_version: int | None
) -> dict[str, Any]:
    """Delete a row; its files are detached."""
    record = open_draft(uow, person_id, expected_version)
    row = _own_row(uow, record, kind, row_id)
    attach_files(uow, record, (kind.section, row_id), NO_FILES)
    uow.session.delete(row)
    return {}


def _write(
    uow: UnitOfWork,
    kind: RowKind[Row],
    record: models.Record,
    row: Stored,
    rows: Sequence[Row],
    form: Form,
) -> None:
    row_id = getattr(row, kind.key)
    candidate = kind.candidate_of(row_id, form.values)
    others = [one for one in rows if getattr(one, kind.key) != row_id]
    found = kind.check([*others, candidate], month_of(uow.now))
    violations = attach_files(uow, record, (kind.section, row_id), form)
    about = _about(f"{kind.section}s[{len(others)}].", found)
    raise_if([*form.violations, *violations, *about])
    _copy(candidate, row)
    if isinstance(candidate, domain.Employment) and isinstance(row, models.Employment):
        _replace_experiences(uow, row, candidate)


def _copy(candidate: domain.Education | domain.Employment, row: Stored) -> None:
    """Write what are columns of the row's own; files and experiences have their tables."""
    for item in fields(candidate):
        if item.name in row.__table__.columns:
            setattr(row, item.name, getattr(candidate, item.name))


def _replace_experiences(
    uow: UnitOfWork, row: models.Employment, candidate: domain.Employment
) -> None:
    table = models.AccountingExperience
    uow.session.flush()
    uow.session.execute(delete(table).where(table.employment_id == row.employment_id))
    uow.session.add_all(
        table(
            employment_id=row.employment_id,
            position=position,
            record_id=row.record_id,
            start_month=part.start_month,
            end_month=part.end_month,
            posts=list(part.posts),
        )
        for position, part in enumerate(candidate.accounting_experiences)
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
