"""Check at import that no field of the rules is dropped on its way between form and table."""

from collections.abc import Iterable
from dataclasses import fields

from contracts.schemas import collection as schemas
from marshmallow import Schema

from collection.domain import content as domain
from collection.models import records
from collection.models.base import Base


class FieldMismatch(Exception):
    """A field is named in one place and not in another that it must pass."""


def ensure_same(place: str, named: Iterable[str], expected: Iterable[str]) -> None:
    """Raise FieldMismatch with the names that only one of the two sides knows."""
    if differing := sorted(set(named) ^ set(expected)):
        raise FieldMismatch(f"{place} and the rules differ in {', '.join(differing)}")


def _names(part: type, *besides: str) -> set[str]:
    return {item.name for item in fields(part)} - set(besides)


def _columns(table: type[Base], *besides: str) -> set[str]:
    return set(table.__mapper__.columns.keys()) - set(besides)


def check_part(
    part: type, key: str | None, body: type[Schema], answer: type[Schema] | None
) -> None:
    """Compare a part of the content with what is sent and answered of it; `key` is made here."""
    ensure_same(body.__name__, body().fields, _names(part, key or ""))
    if answer is not None:
        ensure_same(answer.__name__, answer().fields, _names(part))


def check_all() -> None:
    """Compare all parts of the content with their tables and schemas."""
    check_part(domain.Basic, None, schemas.BasicBody, schemas.BasicAnswer)
    check_part(domain.Education, "education_id", schemas.EducationBody, schemas.EducationAnswer)
    check_part(domain.Employment, "employment_id", schemas.EmploymentBody, schemas.EmploymentAnswer)
    check_part(
        domain.AccountingExperience,
        None,
        schemas.AccountingExperience,
        schemas.ExperienceAnswer,
    )
    check_tables()


def check_tables() -> None:
    """Compare all parts of the content with the columns that hold them.

    Files and accounting experiences have tables of their own.
    """
    details = set(domain.DETAIL_FIELDS)
    ensure_same("records", _columns(records.Record) & details, details)
    ensure_same(
        "educations",
        _columns(records.Education, "record_id", "created_at"),
        _names(domain.Education, "attachments"),
    )
    ensure_same(
        "employments",
        _columns(records.Employment, "record_id", "created_at"),
        _names(domain.Employment, "attachments", "accounting_experiences"),
    )
    ensure_same(
        "accounting_experiences",
        _columns(records.AccountingExperience, "employment_id", "position", "record_id"),
        _names(domain.AccountingExperience),
    )
