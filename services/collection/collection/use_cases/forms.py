"""A form as a person sent it: its values, its files, and what is already known to be wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.staging import StagedFile
from contracts.errors import Violation


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file that a form names: the field it stands in and the kind that belongs there."""

    field: str
    kind: str
    attachment_id: str


@dataclass(frozen=True, slots=True)
class Form:
    """`claimed` are the named files that came from staging, by id."""

    values: Mapping[str, Any]
    violations: Sequence[Violation] = ()
    wanted: Sequence[WantedFile] = ()
    claimed: Mapping[str, StagedFile] = field(default_factory=dict)

    def files(self) -> dict[str, str]:
        """Return the named files by kind."""
        return {one.kind: one.attachment_id for one in self.wanted}
