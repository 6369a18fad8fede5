"""Changes typed by the page that they belong to: what was and what is to be, field by field.

A stored change keeps the fields of its day: none of them is promised.
"""

from copy import copy
from typing import Any

from marshmallow import Schema, fields, validate

from contracts.schemas.changes.answers import ChangeAnswer
from contracts.schemas.changes.review import ChangeReviewData
from contracts.schemas.collection.basic import BasicAnswer
from contracts.schemas.collection.education import EducationAnswer
from contracts.schemas.collection.employment import EmploymentAnswer

_FILES = "attachments"


def _values(name: str, answer: type[Schema]) -> type[Schema]:
    """Return a section's fields, each of which may be missing; files go by their kinds."""
    kept: dict[str, Any] = {}
    for key, field in answer._declared_fields.items():  # noqa: SLF001 - marshmallow has no other way
        kept[key] = copy(field)
        kept[key].required = False
    if _FILES in kept:
        about = {"description": "附件编号，按附件种类", "example": {}}
        kept[_FILES] = fields.Dict(fields.String(), fields.String(), metadata=about)
    made: type[Schema] = Schema.from_dict(kept, name=name)
    made.__module__ = __name__
    return made


BasicValues = _values("BasicValues", BasicAnswer)
EducationValues = _values("EducationValues", EducationAnswer)
EmploymentValues = _values("EmploymentValues", EmploymentAnswer)


def _section(code: str) -> fields.String:
    about = {"description": "变更页面", "example": code}
    return fields.String(required=True, validate=validate.OneOf((code,)), metadata=about)


def _before(values: type[Schema]) -> Any:
    about = {"description": "变更前全部内容；新增为 null"}
    return fields.Nested(values, required=True, allow_none=True, metadata=about)


def _after(values: type[Schema]) -> Any:
    about = {"description": "变更后全部内容；变更删除为 null"}
    return fields.Nested(values, required=True, allow_none=True, metadata=about)


class BasicChange(ChangeAnswer):
    """A change of basic information."""

    section = _section("basic")
    before = _before(BasicValues)
    after = _after(BasicValues)


class EducationChange(ChangeAnswer):
    """A change of an education."""

    section = _section("education")
    before = _before(EducationValues)
    after = _after(EducationValues)


class EmploymentChange(ChangeAnswer):
    """A change of an employment."""

    section = _section("employment")
    before = _before(EmploymentValues)
    after = _after(EmploymentValues)


class BasicChangeData(ChangeReviewData):
    """A change of basic information under review."""

    section = _section("basic")
    before = _before(BasicValues)
    after = _after(BasicValues)


class EducationChangeData(ChangeReviewData):
    """A change of an education under review."""

    section = _section("education")
    before = _before(EducationValues)
    after = _after(EducationValues)


class EmploymentChangeData(ChangeReviewData):
    """A change of an employment under review."""

    section = _section("employment")
    before = _before(EmploymentValues)
    after = _after(EmploymentValues)
