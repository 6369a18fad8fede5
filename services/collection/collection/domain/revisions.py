"""What a change would make of the approved record: collection's rules, once more (R4.2.1)."""

from dataclasses import asdict, replace
from typing import Any

from casework.domain.applicants import Applicant
from contracts.errors import Violation
from contracts.record_fields import BASIC, EDUCATION, EMPLOYMENT

from collection.domain import completeness
from collection.domain.content import Basic, Content, Education, Employment

Part = Basic | Education | Employment
_KEYS = {EDUCATION: "education_id", EMPLOYMENT: "employment_id"}


def find_part(content: Content, section: str, row_id: str | None) -> Part | None:
    """Return the basic section, or a row by its id."""
    if section == BASIC:
        return content.basic
    rows: tuple[Any, ...] = getattr(content, f"{section}s")
    return next((row for row in rows if getattr(row, _KEYS[section]) == row_id), None)


def revise(content: Content, section: str, row_id: str | None, part: Part | None) -> Content:
    """Return the content with one part replaced, added or left out; a new version comes last."""
    if isinstance(part, Basic):
        return replace(content, basic=part)
    rows: tuple[Any, ...] = getattr(content, f"{section}s")
    others = tuple(row for row in rows if getattr(row, _KEYS[section]) != row_id)
    revised: dict[str, Any] = {f"{section}s": (*others, part) if part else others}
    return replace(content, **revised)


def find_violations(
    revised: Content, section: str, part: Part | None, person: Applicant, this_month: str
) -> list[Violation]:
    """Report what is wrong with the new part, with paths inside its form.

    What concerns the section as a whole, such as the last education gone, has an empty path.
    """
    missing = completeness.find_missing(revised, person)
    contradictions = completeness.find_contradictions(revised, this_month)
    found = [one.to_violation() for one in (*missing, *contradictions)]
    prefix = _prefix(revised, section) if part else None
    return [
        Violation(one.field[len(prefix) :], one.code, one.message)
        for one in found
        if prefix and one.field.startswith(prefix)
    ] + [Violation("", one.code, one.message) for one in found if one.field == f"{section}s"]


def _prefix(revised: Content, section: str) -> str:
    if section == BASIC:
        return "basic."
    return f"{section}s[{len(getattr(revised, f'{section}s')) - 1}]."


def values_of(section: str, part: Part | None) -> dict[str, Any] | None:
    """Return the values of a part without its id."""
    if part is None:
        return None
    values = asdict(part)
    values.pop(_KEYS.get(section, ""), None)
    return values


def files_named(part: Part | None) -> set[str]:
    """Return the attachments that a part names."""
    if part is None:
        return set()
    if isinstance(part, Basic):
        named = (part.photo_id, part.id_portrait_id, part.id_reverse_id, part.residence_permit_id)
        return {one for one in named if one}
    return set(part.attachments.values())
