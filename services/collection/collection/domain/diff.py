"""What changed between two submissions, field by field (R6.3)."""

from collections.abc import Mapping
from typing import Any

from casework.domain.field_changes import FieldChange, compare_fields, spread_attachments

from collection.domain.content import Content
from collection.domain.labels import SECTION_NAMES, name_of


def compare(before: Content, after: Content) -> list[FieldChange]:
    """Return every field that differs, in the order of the pages."""
    old, new = before.to_dict(), after.to_dict()
    return [
        *_compare_fields("scope", None, {"scope": old["scope"]}, {"scope": new["scope"]}),
        *_compare_fields("basic", None, old["basic"], new["basic"]),
        *_compare_rows("educations", "education_id", old, new),
        *_compare_rows("employments", "employment_id", old, new),
        *_compare_fields("authority", None, _authority(before), _authority(after)),
    ]


def _authority(content: Content) -> dict[str, Any]:
    return {"authority": content.authority.name if content.authority else None}


def _compare_rows(
    section: str, key: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[FieldChange]:
    before = {row[key]: row for row in old[section]}
    after = {row[key]: row for row in new[section]}
    found = []
    for row_id in [*before, *(id_ for id_ in after if id_ not in before)]:
        one, other = before.get(row_id), after.get(row_id)
        if one is None or other is None:
            found.append(_whole_row(section, row_id, one, other))
        else:
            found += _compare_fields(
                section, row_id, spread_attachments(one, key), spread_attachments(other, key)
            )
    return found


def _whole_row(section: str, row_id: str, before: Any, after: Any) -> FieldChange:
    change = "added" if before is None else "removed"
    return FieldChange(section, row_id, "", SECTION_NAMES[section], change, before, after)


def _compare_fields(
    section: str, row_id: str | None, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[FieldChange]:
    def label(name: str) -> str:
        return name_of(section, name.removeprefix("attachments."))

    return compare_fields(section, row_id, before, after, label)
