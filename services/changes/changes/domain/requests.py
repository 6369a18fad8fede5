"""A change of a record as the person asks for it (R4.1.3, R4.2.1)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

ADD, MODIFY, DELETE = "add", "modify", "delete"
ACTIONS = (ADD, MODIFY, DELETE)

PERSON, AUTHORITY, SYSTEM = "person", "authority", "system"
ORIGINS = (PERSON, AUTHORITY, SYSTEM)

BASIC = "basic"
BASIC_FILES = ("photo_id", "id_portrait_id", "id_reverse_id", "residence_permit_id")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a page needs to know of an attachment."""

    attachment_id: str
    kind: str
    file_name: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None


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
        return cls(parts["values"], tuple(FileFacts(**file) for file in parts["files"]))


def file_ids(values: Mapping[str, Any] | None) -> list[str]:
    """Return the attachments that the values of one object name."""
    if values is None:
        return []
    images = [values[name] for name in BASIC_FILES if values.get(name)]
    return [*images, *values.get("attachments", {}).values()]
