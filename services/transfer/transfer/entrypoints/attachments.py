"""Jobs about the proofs of transfers."""

from casework.attachments.sweeping import remove_orphans
from chassis.service import every

from transfer.entrypoints.base import Methods
from transfer.models import Proof

SWEEP_SECONDS = 6 * 3600


class AttachmentJobs(Methods):
    """What happens to files that no transfer names."""

    @every(SWEEP_SECONDS, "transfer.sweep_files")
    def sweep_files(self) -> None:
        """Remove objects that no transfer has named for a day."""
        remove_orphans(self.db, self.storage, Proof.attachment_id)
