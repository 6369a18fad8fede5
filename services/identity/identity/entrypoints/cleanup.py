"""Timers that delete what has expired."""

from casework.attachments.sweeping import remove_orphans
from chassis.db import Db
from chassis.service import every
from chassis.storage.bucket import BucketStorage

from identity.models import PhoneRecoveryPhoto, RealNamePhoto
from identity.use_cases import cleanup

MINUTE = 60
HOUR = 60 * MINUTE


class CleanupEntrypoints:
    """Each job keeps the lock name it has always had, so that two versions do not run it at once."""

    db: Db
    storage: BucketStorage

    @every(MINUTE, "identity.sweep_codes")
    def delete_expired_codes(self) -> None:
        """Delete captchas and codes that no rule needs any more."""
        self.db.run(cleanup.delete_expired_captchas)
        self.db.run(cleanup.delete_expired_codes)
        self.db.run(cleanup.delete_expired_uploads)

    @every(HOUR, "identity.sweep_files")
    def sweep_files(self) -> None:
        """Delete photos that no case names: those of submissions that were refused."""
        remove_orphans(
            self.db, self.storage, RealNamePhoto.object_key, PhoneRecoveryPhoto.object_key
        )

    @every(HOUR, "identity.sweep_sessions")
    def delete_expired_sessions(self) -> None:
        """Delete sessions that expired long ago."""
        self.db.run(cleanup.delete_expired_sessions)
