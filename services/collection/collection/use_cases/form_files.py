"""The files that a form names, and what is already known to be wrong with the form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.storage.staging import StagedFile
from contracts.errors import Violation
from contracts.record_fields import BASIC_ATTACHMENTS


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file that a form names: the field it stands in and the kind that belongs there."""

    field: str
    kind: str
    attachment_id: str


@dataclass(frozen=True, slots=True)
class FormFiles:
    """The named files; `claimed` are those that came from staging, by id.

    `violations` are those of the whole form.
    """

    wanted: Sequence[WantedFile] = ()
    claimed: Mapping[str, StagedFile] = field(default_factory=dict)
    violations: Sequence[Violation] = ()

    def by_kind(self) -> dict[str, str]:
        """Return the named files by kind."""
        return {one.kind: one.attachment_id for one in self.wanted}


def basic_files(values: Mapping[str, Any]) -> Iterator[WantedFile]:
    """Yield the files that a form of the basic section names."""
    for name, kind in BASIC_ATTACHMENTS.items():
        if values.get(name):
            yield WantedFile(name, kind, values[name])


def row_files(values: Mapping[str, Any]) -> Iterator[WantedFile]:
    """Yield the files that a form of an education or employment names."""
    for index, entry in enumerate(values.get("attachments") or ()):
        if "kind" in entry and "attachment_id" in entry:
            path = f"attachments[{index}].attachment_id"
            yield WantedFile(path, entry["kind"], entry["attachment_id"])


def check_duplicates(wanted: Sequence[WantedFile]) -> list[Violation]:
    """Report a kind or a file that a form names more than once."""
    found, kinds, ids = [], set(), set()
    for one in wanted:
        if one.kind in kinds:
            found.append(Violation(one.field, "collection.attachment_kind_twice"))
        elif one.attachment_id in ids:
            found.append(Violation(one.field, "collection.attachment_in_use"))
        kinds.add(one.kind)
        ids.add(one.attachment_id)
    return found
