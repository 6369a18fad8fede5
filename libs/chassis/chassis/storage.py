"""The files of a service: its own bucket, and what it takes over from staging.

Programs without Nameko use `chassis.object_store` and `chassis.staging`.
"""

from collections.abc import Collection, Iterator
from typing import Any

from contracts.errors import NotFound, ValidationFailed, Violation
from nameko.extensions import DependencyProvider

from chassis import staging
from chassis.config import SETTINGS_KEY
from chassis.object_store import ObjectStore, StoredObject
from chassis.staging import StagedFile

__all__ = ["BucketStorage", "ObjectStore", "StagedFile", "Storage"]


class BucketStorage:
    """The files of one service, in its own bucket."""

    def __init__(self, store: ObjectStore, bucket: str) -> None:
        self.store = store
        self.bucket = bucket

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
        """Tell whether the object is there."""
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
        self, owner_id: str, attachment_id: str, kinds: Collection[str], field: str = ""
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
        if not self.exists(attachment_id):
            self.copy_from(staging.STAGING, staged.key, attachment_id)
        return staged

    def find_staged(self, owner_id: str, attachment_id: str) -> StagedFile | None:
        """Return what is known of an upload without taking it."""
        return staging.find_staged(self.store, owner_id, attachment_id)

    def discard_staged(self, owner_id: str, attachment_id: str) -> None:
        """Remove an upload from staging, best after the commit that claimed it."""
        staging.discard(self.store, owner_id, attachment_id)


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
