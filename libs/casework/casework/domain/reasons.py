"""Why a case is returned: which items are to be mended, and what is wrong with each."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.errors import Violation

OTHER = "other"


def find_violations(
    reasons: Sequence[Mapping[str, Any]],
    items: Mapping[str, str],
    codes: Mapping[str, str],
) -> list[Violation]:
    """Return what is wrong with these reasons, given the owner's items and the dictionary."""
    violations: list[Violation] = []
    seen: set[tuple[str, str]] = set()
    for index, reason in enumerate(reasons):
        path = f"reasons[{index}]"
        if reason["item"] not in items:
            violations.append(Violation(f"{path}.item", "casework.unknown_item"))
        if reason["code"] not in codes:
            violations.append(Violation(f"{path}.code", "casework.unknown_reason"))
        if reason["code"] == OTHER and not (reason.get("note") or "").strip():
            violations.append(Violation(f"{path}.note", "casework.note_required"))
        if (reason["item"], reason["code"]) in seen:
            violations.append(Violation(path, "casework.reason_repeated"))
        seen.add((reason["item"], reason["code"]))
    return violations


def in_words(
    reasons: Sequence[Mapping[str, Any]],
    items: Mapping[str, str],
    codes: Mapping[str, str],
) -> list[dict[str, str]]:
    """Return the reasons with the item's name and the reason's text, as the person reads them."""
    return [
        {
            "item": reason["item"],
            "item_label": items[reason["item"]],
            "code": reason["code"],
            "text": codes[reason["code"]],
            "note": (reason.get("note") or "").strip(),
        }
        for reason in reasons
    ]
