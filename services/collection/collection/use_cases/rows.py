"""Educations and employments of a draft: add, update, delete (R3.3.1, R3.4.1)."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts.errors import Conflict, NotFound, Violation
from sqlalchemy import delete

from collection import models, repository
from collection.domain import content as domain
from collection.domain import education_rules, employment_rules
from collection.domain.periods import month_of
from collection.use_cases.candidates import education_of, employment_of
from collection.use_cases.drafts import open_draft
from collection.use_cases.files import place_files
from collection.use_cases.forms import Form

NO_FILES = Form(values={})


def add_education(
    uow: UnitOfWork, person_id: str, form: Form, expected_version: int | None
) -> dict[str, Any]:
    """Add an education and return its id as `created_id`."""
    record = open_draft(uow, person_id, expected_version)
    rows = repository.load_educations(uow.session, record.record_id)
    if len(rows) >= education_rules.MAX_EDUCATIONS:
        raise Conflict("collection.too_many_educations")
    row = models.Education(
        education_id=uow.new_id(), record_id=record.record_id, created_at=uow.now
    )
    _write_education(uow, record, row, rows, form)
    uow.session.add(row)
    return {"created_id": row.education_id}


def update_education(
    uow: UnitOfWork, person_id: str, education_id: str, form: Form, expected_version: int | None
) -> dict[str, Any]:
    """Replace an education."""
    record = open_draft(uow, person_id, expected_version)
    row = _own_row(uow, record, models.Education, education_id)
    rows = repository.load_educations(uow.session, record.record_id)
    _write_education(uow, record, row, rows, form)
    return {}


def delete_education(
    uow: UnitOfWork, person_id: str, education_id: str, expected_version: int | None
) -> dict[str, Any]:
    """Delete an education; its files are detached."""
    record = open_draft(uow, person_id, expected_version)
    row = _own_row(uow, record, models.Education, education_id)
    place_files(uow, record, (models.EDUCATION, row.education_id), NO_FILES)
    uow.session.delete(row)
    return {}


def _write_education(
    uow: UnitOfWork,
    record: models.Record,
    row: models.Education,
    rows: Sequence[domain.Education],
    form: Form,
) -> None:
    candidate = education_of(row.education_id, form.values)
    others = [one for one in rows if one.education_id != row.education_id]
    found = education_rules.check([*others, candidate], month_of(uow.now))
    violations = place_files(uow, record, (models.EDUCATION, row.education_id), form)
    raise_if([*form.violations, *violations, *_about(f"educations[{len(others)}].", found)])
    _copy(candidate, row)


def add_employment(
    uow: UnitOfWork, person_id: str, form: Form, expected_version: int | None
) -> dict[str, Any]:
    """Add an employment and return its id as `created_id`."""
    record = open_draft(uow, person_id, expected_version)
    rows = repository.load_employments(uow.session, record.record_id)
    if len(rows) >= employment_rules.MAX_EMPLOYMENTS:
        raise Conflict("collection.too_many_employments")
    row = models.Employment(
        employment_id=uow.new_id(), record_id=record.record_id, created_at=uow.now
    )
    uow.session.add(row)
    _write_employment(uow, record, row, rows, form)
    return {"created_id": row.employment_id}


def update_employment(
    uow: UnitOfWork, person_id: str, employment_id: str, form: Form, expected_version: int | None
) -> dict[str, Any]:
    """Replace an employment with its accounting experiences."""
    record = open_draft(uow, person_id, expected_version)
    row = _own_row(uow, record, models.Employment, employment_id)
    rows = repository.load_employments(uow.session, record.record_id)
    _write_employment(uow, record, row, rows, form)
    return {}


def delete_employment(
    uow: UnitOfWork, person_id: str, employment_id: str, expected_version: int | None
) -> dict[str, Any]:
    """Delete an employment; its files are detached."""
    record = open_draft(uow, person_id, expected_version)
    row = _own_row(uow, record, models.Employment, employment_id)
    place_files(uow, record, (models.EMPLOYMENT, row.employment_id), NO_FILES)
    uow.session.delete(row)
    return {}


def _write_employment(
    uow: UnitOfWork,
    record: models.Record,
    row: models.Employment,
    rows: Sequence[domain.Employment],
    form: Form,
) -> None:
    candidate = employment_of(row.employment_id, form.values)
    others = [one for one in rows if one.employment_id != row.employment_id]
    found = employment_rules.check([*others, candidate], month_of(uow.now))
    violations = place_files(uow, record, (models.EMPLOYMENT, row.employment_id), form)
    raise_if([*form.violations, *violations, *_about(f"employments[{len(others)}].", found)])
    _copy(candidate, row)
    _replace_experiences(uow, row, candidate)


def _copy(candidate: domain.Education | domain.Employment, row: Any) -> None:
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


def _own_row(uow: UnitOfWork, record: models.Record, table: Any, row_id: str) -> Any:
    row = uow.session.get(table, row_id)
    if row is None or row.record_id != record.record_id:
        raise NotFound(f"collection.{table.__name__.lower()}_not_found")
    return row
