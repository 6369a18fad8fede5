"""The approved record as it is shown: masked, and in full only on a recorded request (R4.1.2)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contracts.values.record_masks import RECORD_MASKS, Mask

from collection.domain.content import Content
from collection.domain.person import PersonFacts

PERSON_FIELDS = ("name", "id_number", "phone")
BASIC_MASKS = RECORD_MASKS["basic"]
EDUCATION_MASKS = RECORD_MASKS["education"]
EMPLOYMENT_MASKS = RECORD_MASKS["employment"]


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


def full_values(content: Content, person: PersonFacts) -> dict[str, str | None]:
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
