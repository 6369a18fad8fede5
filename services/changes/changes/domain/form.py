"""Which parts a change has, by page and kind (R4.1.3, R4.2.1)."""

from collections.abc import Mapping
from typing import Any

from contracts.errors import Violation

from changes.domain.requests import ADD, BASIC, DELETE, MODIFY


def check_form(values: Mapping[str, Any]) -> list[Violation]:
    """Report an action that the page does not have, and a target or data missing or too much."""
    section, action = values["section"], values["action"]
    if section == BASIC and action != MODIFY:
        return [Violation("action", "changes.basic_is_modified_only")]
    names_target = section != BASIC and action != ADD
    return [
        *_presence("target_id", values["target_id"], wanted=names_target, code="target"),
        *_presence("data", values["data"], wanted=action != DELETE, code="data"),
    ]


def _presence(field: str, value: Any, *, wanted: bool, code: str) -> list[Violation]:
    if wanted and value is None:
        return [Violation(field, f"changes.{code}_required")]
    if not wanted and value is not None:
        return [Violation(field, f"changes.{code}_not_expected")]
    return []
