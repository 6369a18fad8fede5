"""What differs between two versions of the same thing, field by field (R4.3.1, R6.3)."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

ADDED, REMOVED, MODIFIED = "added", "removed", "modified"
_EMPTY: tuple[Any, ...] = (None, "", (), [], {})

Values = Mapping[str, Any]
NameOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs; `change` is `added`, `removed` or `modified`."""

    section: str
    row_id: str | None
    field: str
    label: str
    change: str
    before: Any
    after: Any

    def to_dict(self) -> dict[str, Any]:
        """Return the change as it is sent."""
        return asdict(self)


def compare_fields(
    section: str, row_id: str | None, before: Values, after: Values, name_of: NameOf
) -> list[FieldChange]:
    """Return every field that differs, in the order of the older version."""
    return [
        FieldChange(
            section,
            row_id,
            name,
            name_of(name),
            kind_of_change(before.get(name), after.get(name)),
            before.get(name),
            after.get(name),
        )
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]


def kind_of_change(before: Any, after: Any) -> str:
    """Return what became of a value that differs."""
    if before in _EMPTY:
        return ADDED
    return REMOVED if after in _EMPTY else MODIFIED


def spread_attachments(values: Values, left_out: str = "") -> dict[str, Any]:
    """Return the values with each attachment as a field: one new image is one change."""
    fields = {k: v for k, v in values.items() if k not in (left_out, "attachments")}
    images = {f"attachments.{kind}": id_ for kind, id_ in values.get("attachments", {}).items()}
    return fields | images
