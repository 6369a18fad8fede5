"""The approved record as it is shown: masked, and in full only on a recorded request (R4.1.2)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from casework.domain.applicants import Applicant
from casework.domain.field_changes import FieldChange
from contracts.record_fields import RECORD_MASKS, Mask, mask_values

from collection.domain.content import Content

PERSON_FIELDS = ("name", "id_number", "phone")
BASIC_MASKS = RECORD_MASKS["basic"]
EDUCATION_MASKS = RECORD_MASKS["education"]
EMPLOYMENT_MASKS = RECORD_MASKS["employment"]
_SECTION_MASKS = {
    "basic": "basic",
    "educations": "education",
    "employments": "employment",
}


def mask_content(content: Content) -> Content:
    """Return the content with its sensitive values masked."""
    return replace(
        content,
        basic=replace(content.basic, **_masked(content.basic, BASIC_MASKS)),
        educations=tuple(
            replace(row, **_masked(row, EDUCATION_MASKS)) for row in content.educations
        ),
        employments=tuple(
            replace(row, **_masked(row, EMPLOYMENT_MASKS)) for row in content.employments
        ),
    )


def _masked(row: object, masks: Mapping[str, Mask]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in masks}
    return {name: masks[name](value) if value else value for name, value in values.items()}


def masked_change(change: FieldChange) -> dict[str, Any]:
    """Return one difference as the record shows it, with its path.

    What differs is found before it is masked: two values may look the same behind the mask.
    """
    shown = {name: _shown(change, getattr(change, name)) for name in ("before", "after")}
    place = (change.section, change.row_id, change.field)
    return {**change.to_dict(), **shown, "path": ".".join(part for part in place if part)}


def _shown(change: FieldChange, value: Any) -> Any:
    section = _SECTION_MASKS.get(change.section)
    if section is None or value is None:
        return value
    if not change.field:
        return mask_values(section, value)
    return mask_values(section, {change.field: value})[change.field]


def full_values(content: Content, person: Applicant) -> dict[str, str | None]:
    """Return every value that is masked in the record, in full, by its path."""
    found: dict[str, str | None] = {
        f"person.{name}": getattr(person, name) for name in PERSON_FIELDS
    }
    found |= {f"basic.{name}": getattr(content.basic, name) for name in BASIC_MASKS}
    for education in content.educations:
        path = f"educations.{education.education_id}"
        found |= {f"{path}.{name}": getattr(education, name) for name in EDUCATION_MASKS}
    for employment in content.employments:
        path = f"employments.{employment.employment_id}"
        found |= {f"{path}.{name}": getattr(employment, name) for name in EMPLOYMENT_MASKS}
    return found
