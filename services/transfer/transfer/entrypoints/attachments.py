"""Methods about the proofs of transfers."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from chassis.clock import utc_now
from chassis.service import every, rpc
from chassis.storage.sweeping import remove_orphans

from transfer.entrypoints.base import Methods
from transfer.queries import files

SWEEP_SECONDS = 6 * 3600
ORPHANED_AFTER = timedelta(hours=24)


class AttachmentMethods(Methods):
    """Where proofs lie, for the gateway that serves them; and what no transfer names any more."""

    record_file_access: Callable[[Mapping[str, Any]], dict[str, Any]]  # of casework

    @rpc
    def open_attachment(self, attachment_id: str) -> dict[str, Any]:
        """Return where a proof lies, if the caller may see it."""
        found = self.db.read(files.get_file, attachment_id, self.db.context)
        return {"bucket": self.storage.bucket, **self.record_file_access(found)}

    @every(SWEEP_SECONDS, "transfer.sweep_files")
    def sweep_files(self) -> None:
        """Remove objects that no transfer has named for a day."""
        remove_orphans(self.db, self.storage, utc_now() - ORPHANED_AFTER, files.find_referenced)
