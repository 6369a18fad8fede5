"""Jobs about the files of cases."""

from casework.attachments.sweeping import remove_orphans
from chassis.service import every

from changes.entrypoints.base import Methods
from changes.models import Attachment

SWEEP_SECONDS = 6 * 3600


class AttachmentJobs(Methods):
    """What happens to files that no case names."""

    @every(SWEEP_SECONDS, "changes.sweep_files")
    def sweep_files(self) -> None:
        """Remove objects that no case has named for a day."""
        remove_orphans(self.db, self.storage, Attachment.key)
