"""Uploads wait in the staging bucket until a command claims them for its service's own bucket.

Beside each staged object lies a small JSON object that says what it is, since not every S3
server keeps metadata: `{owner_id}/{attachment_id}` and `{owner_id}/{attachment_id}.json`.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from contracts.errors import NotFound
from contracts.tolerant_reader import from_known

from chassis.storage.object_store import ObjectStore

STAGING = "staging"
# What the ids of owners begin with who have no account: their files are swept sooner.
BEFORE_LOG_IN = "before-log-in-"
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class StagedFile:
    """What is known of an upload; `width` and `height` only of images."""

    attachment_id: str
    owner_id: str
    kind: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None
    uploaded_at: str | None = None

    @property
    def key(self) -> str:
        """Where the object lies in the staging bucket."""
        return staged_key(self.owner_id, self.attachment_id)

    def to_json(self) -> bytes:
        """Return the description as it lies beside the object."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "StagedFile":
        """Return the description that `to_json` wrote."""
        return from_known(cls, json.loads(data))


def staged_key(owner_id: str, attachment_id: str) -> str:
    """Return the key of an upload in the staging bucket."""
    return f"{owner_id}/{attachment_id}"


def stage(store: ObjectStore, file: StagedFile, data: Any) -> None:
    """Put an upload into the staging bucket; the description comes last and makes it count."""
    store.put_stream(STAGING, file.key, data, file.size, file.media_type)
    description = file.to_json()
    store.put(STAGING, f"{file.key}.json", description, _JSON)


def find_staged(store: ObjectStore, owner_id: str, attachment_id: str) -> StagedFile | None:
    """Return what is known of an upload, or None if there is none of this owner."""
    # An id is a path here: one with a slash could reach another owner's files.
    if not attachment_id.replace("-", "").isalnum():
        return None
    try:
        return StagedFile.from_json(
            store.get(STAGING, f"{staged_key(owner_id, attachment_id)}.json")
        )
    except NotFound:
        return None


def discard(store: ObjectStore, owner_id: str, attachment_id: str) -> None:
    """Remove an upload from staging; the description first, so that it counts no more."""
    key = staged_key(owner_id, attachment_id)
    store.remove(STAGING, f"{key}.json")
    store.remove(STAGING, key)
