"""The changes service (信息变更、继续教育学分申请、奖惩)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from casework.cases.kinds import ReviewKind
from chassis.clock import utc_now
from chassis.db import Database, Db, UnitOfWork
from chassis.messaging.events import Event
from chassis.rpc import ServiceCalls, ServiceClient
from chassis.service import Service, every, rpc, subscribe
from chassis.storage.bucket import BucketStorage, Storage
from chassis.storage.sweeping import remove_orphans
from contracts.errors import NotFound

from changes import files
from changes.entrypoints.changes import ChangeMethods
from changes.entrypoints.credits import CreditMethods, CreditReviewMethods
from changes.entrypoints.policies import PolicyMethods
from changes.entrypoints.rewards import RewardMethods
from changes.models import Base
from changes.queries import applications
from changes.review_kinds import BUCKET, REVIEWS
from changes.use_cases.transfers import follow_transfer

SWEEP_SECONDS = 6 * 3600
ORPHANED_AFTER = timedelta(hours=24)


class ChangesService(
    ChangeMethods, CreditMethods, RewardMethods, PolicyMethods, CreditReviewMethods, Service
):
    """Changes of approved records, credit applications, rewards and penalties."""

    name = "changes"
    reviews: ClassVar[Mapping[str, ReviewKind]] = REVIEWS

    db: Db = Database(Base.metadata)
    storage: BucketStorage = Storage(BUCKET)
    identity_rpc: ServiceCalls = ServiceClient("identity")
    collection_rpc: ServiceCalls = ServiceClient("collection")

    @rpc
    def find_case(self, case_id: str) -> dict[str, str]:
        """Return the state of a case, for collection; raises NotFound for one that was never stored."""
        self.db.context.require_service()
        state = self.db.read(applications.find_state, case_id, utc_now())
        if state is None:
            raise NotFound("casework.case_not_found")
        return {"state": state}

    @rpc
    def open_attachment(self, attachment_id: str) -> dict[str, Any]:
        """Return where a file lies, if the caller may see it."""
        found = self.db.read(files.get_file, attachment_id, self.db.context)
        return {"bucket": self.storage.bucket, **self.record_file_access(found)}

    @every(SWEEP_SECONDS, "changes.sweep_files")
    def sweep_files(self) -> None:
        """Remove objects that no case has named for a day."""
        remove_orphans(self.db, self.storage, utc_now() - ORPHANED_AFTER, files.find_referenced)

    @subscribe("collection", "record_transferred")
    def on_record_transferred(self, uow: UnitOfWork, event: Event) -> None:
        """Let what is open move with the person."""
        data = event.data
        follow_transfer(
            uow,
            data["person_id"],
            data["authority_id"],
            data["authority_name"],
            data["authority_path"],
        )
