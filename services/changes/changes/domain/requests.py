"""A change of a record as the person asks for it (R4.1.3, R4.2.1)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from casework.domain.attachments import FileFacts
from contracts.errors import ValidationFailed, Violation
from contracts.record_fields import BASIC_ATTACHMENTS
from contracts.tolerant_reader import from_known

ADD, MODIFY, DELETE = "add", "modify", "delete"
ACTIONS = (ADD, MODIFY, DELETE)

PERSON, AUTHORITY, SYSTEM = "person", "authority", "system"
ORIGINS = (PERSON, AUTHORITY, SYSTEM)

BASIC = "basic"


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A change as it is asked for; `data` is the whole object as it is to be, None to delete it.

    `object_id` names the row, for an addition the one that is to be; the basic section has none.
    """

    change_id: str
    section: str
    action: str
    object_id: str | None
    data: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, change_id: str, values: Mapping[str, Any]) -> "ChangeRequest":
        """Return the request for a body's values; raises ValidationFailed with all that is wrong.

        An added row has the id of its change, so that a repeat of the request names it too.
        """
        if violations := check_form(values):
            raise ValidationFailed.of(violations)
        action = values["action"]
        object_id = change_id if action == ADD else values["target_id"]
        return cls(change_id, values["section"], action, object_id, values["data"])

    @property
    def existing_id(self) -> str | None:
        """Return which row of the record the change is about, None for an addition."""
        return None if self.action == ADD else self.object_id

    def reserved_target(self, after: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return what collection needs to know to tell which changes exclude this one."""
        values = after if after is not None and self.section != BASIC else {}
        return {
            "section": self.section,
            "action": self.action,
            "object_id": self.existing_id,
            "start_month": values.get("start_month"),
            "end_month": values.get("end_month"),
        }


@dataclass(frozen=True, slots=True)
class Version:
    """One object of the record at one time: its values and the files that they name.

    No values mean that the object is not there: before an addition, after a deletion.
    """

    values: Mapping[str, Any] | None
    files: Sequence[FileFacts] = ()

    def to_text(self) -> str:
        """Return the version as the text that is sealed and stored."""
        parts = {"values": self.values, "files": [asdict(file) for file in self.files]}
        return json.dumps(parts, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "Version":
        """Return the version that `to_text` wrote."""
        parts: dict[str, Any] = json.loads(text)
        files = tuple(from_known(FileFacts, file) for file in parts.get("files", ()))
        return cls(parts["values"], files)


def file_ids(values: Mapping[str, Any] | None) -> list[str]:
    """Return the attachments that the values of one object name."""
    if values is None:
        return []
    images = [values[name] for name in BASIC_ATTACHMENTS if values.get(name)]
    return [*images, *values.get("attachments", {}).values()]


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
