"""A change as it is shown: every field, the changed ones marked, before and after (R4.3.1)."""

from collections.abc import Mapping, Sequence
from typing import Any

from casework.domain.field_changes import (
    ADDED,
    REMOVED,
    FieldChange,
    compare_fields,
    spread_attachments,
)
from contracts.attachments import ATTACHMENT_RULES
from contracts.record_fields import RECORD_FIELDS, mask_values, title_of_field

from changes.domain.requests import Version

_IMAGE = "attachments."


def compare(
    section: str, object_id: str | None, before: Version, after: Version
) -> list[FieldChange]:
    """Return every field that differs; of a row that comes or goes, every field with a value."""

    def label(field: str) -> str:
        return title_of_field(section, field)

    return compare_fields(section, object_id, _spread(before), _spread(after), label)


def _spread(version: Version) -> dict[str, Any]:
    spread = spread_attachments(version.values or {})
    # What is empty in both is no difference, whatever way it is empty in.
    return {name: None if value in ("", [], ()) else value for name, value in spread.items()}


def field_rows(
    section: str, before: Version, after: Version, *, masked: bool
) -> list[dict[str, Any]]:
    """Return all fields in the order of the page with their values and whether they differ."""
    old, new = _spread(before), _spread(after)
    names = sorted({*old, *new}, key=lambda name: _page_order(section, name))
    shown_old, shown_new = (_shown(section, values, masked=masked) for values in (old, new))
    return [
        {
            "field": name,
            "label": title_of_field(section, name),
            "changed": old.get(name) != new.get(name),
            "before": shown_old.get(name),
            "after": shown_new.get(name),
            "rows": _rows(old.get(name), new.get(name)),
        }
        for name in names
    ]


def shown_values(section: str, version: Version, *, masked: bool) -> dict[str, Any] | None:
    """Return the values of one version, masked unless they may be seen in full."""
    if version.values is None:
        return None
    return _shown(section, version.values, masked=masked)


def _shown(section: str, values: Mapping[str, Any], *, masked: bool) -> dict[str, Any]:
    return mask_values(section, values) if masked else dict(values)


def _page_order(section: str, name: str) -> tuple[int, int, str]:
    """Return what puts a field where its page has it, and files as the pages ask for them."""
    names, kinds = list(RECORD_FIELDS[section]), list(ATTACHMENT_RULES)
    field, _, kind = name.partition(".")
    return (_index(names, field), _index(kinds, kind), name)


def _index(known: list[str], one: str) -> int:
    return known.index(one) if one in known else len(known)


def _rows(before: Any, after: Any) -> list[dict[str, Any]]:
    """Return which entries of a list of entries came and which went."""
    if not (_is_entries(before) or _is_entries(after)):
        return []
    old, new = before or (), after or ()
    gone = [{"change": REMOVED, "entry": entry} for entry in old if entry not in new]
    return gone + [{"change": ADDED, "entry": entry} for entry in new if entry not in old]


def _is_entries(value: Any) -> bool:
    return isinstance(value, Sequence) and any(isinstance(entry, Mapping) for entry in value)
