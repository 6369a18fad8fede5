"""What an approved change makes of the record (R4.3.3)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from contracts.record_fields import BASIC, EDUCATION, EMPLOYMENT
from contracts.tolerant_reader import from_known

from collection.domain.change_actions import ADD, DELETE
from collection.domain.content import Basic, Content, Education, employment_from_dict

Row = TypeVar("Row")
Values = Mapping[str, Any]

ID_FIELDS = {EDUCATION: "education_id", EMPLOYMENT: "employment_id"}


def apply_change(
    content: Content, section: str, action: str, object_id: str | None, after: Values | None
) -> Content:
    """Return the content with one object added, replaced or taken away.

    Raises KeyError when the object to change is not there.
    """
    if section == BASIC:
        return replace(content, basic=from_known(Basic, after or {}))
    key = ID_FIELDS[section]
    row = None if action == DELETE else make_row(section, object_id or "", after or {})
    if section == EDUCATION:
        rows = _with_row(content.educations, key, action, object_id or "", row)
        return replace(content, educations=rows)
    rows = _with_row(content.employments, key, action, object_id or "", row)
    return replace(content, employments=rows)


def make_row(section: str, object_id: str, values: Values) -> Any:
    """Return an education or employment from plain values."""
    make: Callable[[Values], Any] = (
        employment_from_dict if section == EMPLOYMENT else partial(from_known, Education)
    )
    return make({ID_FIELDS[section]: object_id, **values})


def _with_row(
    rows: Sequence[Row], key: str, action: str, object_id: str, new: Row | None
) -> tuple[Row, ...]:
    if action == ADD and new is not None:
        return (*rows, new)
    if all(getattr(row, key) != object_id for row in rows):
        raise KeyError(object_id)
    kept = (new if getattr(row, key) == object_id else row for row in rows)
    return tuple(row for row in kept if row is not None)
