"""Methods about the files of cases."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from chassis.clock import utc_now
from chassis.service import every, rpc
from chassis.storage.sweeping import remove_orphans

from changes import files
from changes.entrypoints.base import Methods

SWEEP_SECONDS = 6 * 3600
ORPHANED_AFTER = timedelta(hours=24)


class AttachmentMethods(Methods):
    """Where files lie, for the gateway that serves them."""

    record_file_access: Callable[[Mapping[str, Any]], dict[str, Any]]  # of casework

    @rpc
    def open_attachment(self, attachment_id: str) -> dict[str, Any]:
        """Return where a file lies, if the caller may see it."""
        found = self.db.read(files.get_file, attachment_id, self.db.context)
        return {"bucket": self.storage.bucket, **self.record_file_access(found)}

    @every(SWEEP_SECONDS, "changes.sweep_files")
    def sweep_files(self) -> None:
        """Remove objects that no case has named for a day."""
        remove_orphans(self.db, self.storage, utc_now() - ORPHANED_AFTER, files.find_referenced)
