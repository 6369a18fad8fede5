"""Calls to collection and identity, in the words of changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.cases.kinds import Authority
from casework.clients import fetch_applicant
from casework.domain.applicants import Applicant
from casework.domain.attachments import FileFacts
from chassis.rpc import ServiceCalls
from chassis.storage.bucket import Wanted
from contracts.errors import NotFound, ValidationFailed, Violation
from contracts.tolerant_reader import from_known

from changes.domain.requests import ChangeRequest, Version, file_ids

APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class CheckedChange:
    """A change that collection found right: both versions of the object, and the new files.

    Both versions name only files that the record has; the new ones are still to be claimed.
    """

    record_version: int
    before: Version
    after: Version
    new_files: Sequence[Wanted]


@dataclass(frozen=True, slots=True)
class RecordStatus:
    """Whether a person's record is approved, and the authority it belongs to."""

    is_approved: bool
    authority: Authority | None


def check_section(
    collection: ServiceCalls,
    person_id: str,
    request: ChangeRequest,
    expected_version: int | None = None,
) -> CheckedChange:
    """Return what a change would do; raises what collection has against it."""
    try:
        answer = collection.call_as_service(
            "check_section",
            person_id=person_id,
            section=request.section,
            action=request.action,
            object_id=request.existing_id,
            data=request.data,
            expected_version=expected_version,
        )
    except ValidationFailed as error:
        raise ValidationFailed.of(_in_data(error)) from None
    return CheckedChange(
        record_version=answer["record_version"],
        before=_version(answer["before"], answer["files"]),
        after=_version(answer["after"], answer["files"]),
        new_files=tuple(_new_file(file) for file in answer["new_files"]),
    )


def _in_data(error: ValidationFailed) -> list[Violation]:
    """Return what collection found wrong, by its path in the body of the change."""
    return [
        Violation(_path(one["field"]), one["code"], one["message"])
        for one in error.details["errors"]
    ]


def _path(field: str) -> str:
    return f"data.{field}" if field else "data"


def _version(values: Mapping[str, Any] | None, files: Sequence[Mapping[str, Any]]) -> Version:
    """Return the object with those of the record's files that its values name."""
    named = set(file_ids(values))
    return Version(
        values,
        tuple(from_known(FileFacts, file) for file in files if file["attachment_id"] in named),
    )


def _new_file(file: Mapping[str, str]) -> Wanted:
    return Wanted(file["attachment_id"], (file["kind"],), _path(file["field"]))


def apply_change(collection: ServiceCalls, effect: Mapping[str, Any]) -> int:
    """Let an approved change take effect, once; return the version of the record with it."""
    answer = collection.call_as_service("apply_change", change=effect)
    return int(answer["record_version"])


def fetch_record_status(collection: ServiceCalls, person_id: str) -> RecordStatus:
    """Return the status of a person's record."""
    answer = collection.call_as_service("get_record_status", person_id=person_id)
    authority = answer["authority"]
    return RecordStatus(
        answer["collection_status"] == APPROVED, _authority(authority) if authority else None
    )


def _authority(answer: Mapping[str, str]) -> Authority:
    return Authority(answer["authority_id"], answer["name"], answer["path"])


def find_applicant(identity: ServiceCalls, person_id: str) -> Applicant | None:
    """Return a person as registered, or None if there is nobody of this id."""
    try:
        return fetch_applicant(identity, person_id)
    except NotFound:
        return None
