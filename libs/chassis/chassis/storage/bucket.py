"""The files of a service: its own bucket, and what it takes over from staging.

Programs without Nameko use `chassis.storage.object_store` and `chassis.storage.staging`.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import eventlet
from contracts.errors import NotFound, ServiceError, Unavailable, ValidationFailed, Violation
from nameko.extensions import DependencyProvider

from chassis.config import SETTINGS_KEY
from chassis.storage import staging
from chassis.storage.object_store import ObjectStore, StoredObject
from chassis.storage.staging import StagedFile

__all__ = ["BucketStorage", "Claimed", "ObjectStore", "StagedFile", "Storage", "Wanted"]

_log = logging.getLogger(__name__)

FILES_AT_ONCE = 4
# For all the files of one command: shorter than the deadline of any call.
CLAIM_SECONDS = 5.0
# Commands whose uploads wait to be cleared; beyond that they are left to the sweep of staging.
CLEARING_AT_MOST = 100

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An upload that a command names, where it stands in the form, and what may stand there."""

    attachment_id: str
    kinds: Collection[str]
    field: str


# The uploads that are here now, by id, and what is wrong with the others.
Claimed = tuple[dict[str, StagedFile], list[Violation]]


class BucketStorage:
    """The files of one service, in its own bucket."""

    def __init__(self, store: ObjectStore, bucket: str) -> None:
        self.store = store
        self.bucket = bucket
        self._clearing = eventlet.GreenPool(FILES_AT_ONCE)

    def put(self, key: str, data: bytes, media_type: str) -> None:
        """Store an object."""
        self.store.put(self.bucket, key, data, media_type)

    def get(self, key: str) -> bytes:
        """Return a whole object; raises NotFound."""
        return self.store.get(self.bucket, key)

    def stream(self, key: str) -> Iterator[bytes]:
        """Yield an object in pieces; raises NotFound."""
        return self.store.stream(self.bucket, key)

    def exists(self, key: str) -> bool:
        """Return whether the object is there."""
        return self.store.exists(self.bucket, key)

    def copy_from(self, bucket: str, key: str, new_key: str) -> None:
        """Copy an object of another bucket into this one."""
        self.store.copy(bucket, key, self.bucket, new_key)

    def remove(self, key: str) -> None:
        """Delete an object; one that is not there is fine."""
        self.store.remove(self.bucket, key)

    def list(self, prefix: str = "") -> list[StoredObject]:
        """Return the objects whose keys begin with the prefix."""
        return self.store.list(self.bucket, prefix)

    def ping(self) -> None:
        """Raise Unavailable or NotFound when the bucket cannot be reached."""
        if not self.store.bucket_exists(self.bucket):
            raise NotFound()

    def claim_staged(
        self, owner_id: str, attachment_id: str, kinds: Collection[str], field: str
    ) -> StagedFile:
        """Copy an upload into this bucket under its id and return what is known of it.

        Safe to repeat: what is staged stays until it is discarded or swept. Raises
        ValidationFailed, at `field`, when the owner has no such upload or it is of a kind
        that does not belong here.
        """
        staged = staging.find_staged(self.store, owner_id, attachment_id)
        if staged is None:
            raise ValidationFailed.of([Violation(field, "attachment.not_found")])
        if staged.kind not in kinds:
            raise ValidationFailed.of([Violation(field, "attachment.kind_mismatch")])
        try:
            self.copy_from(staging.STAGING, staged.key, attachment_id)
        except NotFound:  # another command has taken it over since, and discarded it here
            raise ValidationFailed.of([Violation(field, "attachment.not_found")]) from None
        return staged

    def claim_many(self, owner_id: str, wanted: Sequence[Wanted]) -> Claimed:
        """Claim uploads at once; return those that are here now, by id, and what is wrong.

        Raises Unavailable when the object store takes longer than a caller would wait.
        """

        def claim(one: Wanted) -> StagedFile | list[Violation]:
            try:
                return self.claim_staged(owner_id, one.attachment_id, one.kinds, one.field)
            except ValidationFailed as error:
                return [Violation(**entry) for entry in error.details["errors"]]

        claimed: dict[str, StagedFile] = {}
        refused: list[Violation] = []
        for one, outcome in zip(wanted, _at_once(claim, wanted), strict=True):
            if isinstance(outcome, StagedFile):
                claimed[one.attachment_id] = outcome
            else:
                refused += outcome
        return claimed, refused

    def discard_later(self, owner_id: str, attachment_ids: Iterable[str]) -> None:
        """Remove claimed uploads from staging without keeping the caller waiting.

        What cannot be removed, or is not before this process ends, is swept there.
        """
        for attachment_id in list(attachment_ids):
            if self._clearing.waiting() >= CLEARING_AT_MOST:
                return
            eventlet.spawn_n(self._clearing.spawn_n, self._clear, owner_id, attachment_id)

    def _clear(self, owner_id: str, attachment_id: str) -> None:
        try:
            self.discard_staged(owner_id, attachment_id)
        except ServiceError as error:
            _log.warning("a staged file stays until it is swept: %s", error.code)

    def find_staged(self, owner_id: str, attachment_id: str) -> StagedFile | None:
        """Return what is known of an upload without taking it."""
        return staging.find_staged(self.store, owner_id, attachment_id)

    def discard_staged(self, owner_id: str, attachment_id: str) -> None:
        """Remove an upload from staging, best after the commit that claimed it."""
        staging.discard(self.store, owner_id, attachment_id)


def _at_once(action: Callable[[Item], Outcome], items: Sequence[Item]) -> list[Outcome]:
    """Do something for each of a few items, waiting for the object store only once."""
    if len(items) < 2:
        with eventlet.Timeout(CLAIM_SECONDS, Unavailable()):
            return [action(item) for item in items]
    pool = eventlet.GreenPool(FILES_AT_ONCE)
    threads: list[Any] = []
    try:
        with eventlet.Timeout(CLAIM_SECONDS, Unavailable()):
            threads += (pool.spawn(action, item) for item in items)
            return [thread.wait() for thread in threads]
    finally:
        for thread in threads:
            thread.kill()


class Storage(DependencyProvider):
    """Gives a service its bucket, named without the installation's prefix."""

    def __init__(self, bucket: str) -> None:
        self.bucket = bucket

    def setup(self) -> None:
        """Prepare the client; it connects when first needed."""
        settings = self.container.config[SETTINGS_KEY]
        self._storage = BucketStorage(ObjectStore.from_settings(settings), self.bucket)

    def get_dependency(self, _worker_ctx: Any) -> BucketStorage:
        """Return the bucket; it is the same for every worker."""
        return self._storage
