"""Calls to collection and identity, in the words of changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.cases.kinds import Authority
from chassis.rpc import ServiceCalls
from contracts.errors import NotFound

from changes.domain.requests import FileFacts, Version, file_ids

APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that the person uploaded for this change: its place in the form and its kind."""

    field: str
    kind: str
    attachment_id: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What collection says of a change before it is asked for: both versions, and new files."""

    record_version: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    files: Sequence[FileFacts]
    new_files: Sequence[NewFile]

    def version_before(self) -> Version:
        """Return the object as it stands in the record."""
        return Version(self.before, self.files_of(self.before))

    def files_of(self, values: Mapping[str, Any] | None) -> tuple[FileFacts, ...]:
        """Return the record's files that these values name."""
        named = set(file_ids(values))
        return tuple(file for file in self.files if file.attachment_id in named)


@dataclass(frozen=True, slots=True)
class RecordStatus:
    """Whether a person's record is approved, and the authority it belongs to."""

    is_approved: bool
    authority: Authority | None


def check_section(collection: ServiceCalls, person_id: str, **asked: Any) -> Checked:
    """Return what a change would do; raises what collection has against it."""
    answer = collection.call_as_service("check_section", person_id=person_id, **asked)
    return Checked(
        record_version=answer["record_version"],
        before=answer["before"],
        after=answer["after"],
        files=tuple(FileFacts(**_known(file)) for file in answer["files"]),
        new_files=tuple(NewFile(**file) for file in answer["new_files"]),
    )


def _known(file: Mapping[str, Any]) -> dict[str, Any]:
    return {name: file.get(name) for name in FileFacts.__slots__}


def fetch_record_status(collection: ServiceCalls, person_id: str) -> RecordStatus:
    """Return the status of a person's record."""
    answer = collection.call_as_service("get_record_status", person_id=person_id)
    authority = answer["authority"]
    return RecordStatus(
        answer["collection_status"] == APPROVED, _authority(authority) if authority else None
    )


def _authority(answer: Mapping[str, str]) -> Authority:
    return Authority(answer["authority_id"], answer["name"], answer["path"])


def fetch_person(identity: ServiceCalls, person_id: str) -> dict[str, Any]:
    """Return the fixed fields of a person, in full."""
    answer: dict[str, Any] = identity.call_as_service("get_person", person_id=person_id)
    names = ("name", "id_type", "id_number", "gender", "birth_date", "phone")
    return {
        "person_id": answer["person_id"],
        **{name: answer[name] for name in names},
        "nationality": answer.get("nationality"),
    }


def find_person(identity: ServiceCalls, person_id: str) -> dict[str, Any] | None:
    """Return the fixed fields of a person, or None if there is nobody of this id."""
    try:
        return fetch_person(identity, person_id)
    except NotFound:
        return None
