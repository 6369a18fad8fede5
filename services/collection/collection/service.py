"""The collection service (信息采集)."""

from collections.abc import Mapping
from typing import ClassVar

from casework.attachments.sweeping import remove_orphans
from casework.cases.kinds import ReviewKind
from casework.personal_data import ListPart, PersonalFileEntrypoints
from casework.quality.entrypoints import OversightEntrypoints
from chassis.clock import from_wire
from chassis.db import Database, Db, UnitOfWork
from chassis.messaging.events import Event
from chassis.rpc import ServiceCalls, ServiceClient
from chassis.service import Service, every, subscribe
from chassis.storage.bucket import BucketStorage, Storage

from collection.entrypoints.draft_rows import DraftRowMethods
from collection.entrypoints.drafts import DraftMethods
from collection.entrypoints.record_checks import RecordCheckMethods
from collection.entrypoints.records import RecordMethods
from collection.entrypoints.reservations import ReservationMethods
from collection.entrypoints.submissions import SubmissionMethods
from collection.models import Attachment, Base
from collection.queries.personal_data import PERSONAL_DATA
from collection.review_kinds import REVIEW
from collection.use_cases.file_cleanup import remove_detached
from collection.use_cases.verified_persons import record_verification

SWEEP_SECONDS = 6 * 3600


class CollectionService(
    DraftMethods,
    DraftRowMethods,
    SubmissionMethods,
    RecordMethods,
    RecordCheckMethods,
    ReservationMethods,
    PersonalFileEntrypoints,
    OversightEntrypoints,
    Service,
):
    """Drafts, submissions and approved records of people."""

    name = "collection"
    reviews: ClassVar[Mapping[str, ReviewKind]] = {REVIEW.kind: REVIEW}
    personal_data: ClassVar[Mapping[str, ListPart]] = PERSONAL_DATA

    db: Db = Database(Base.metadata)
    storage: BucketStorage = Storage("collection")
    identity_rpc: ServiceCalls = ServiceClient("identity")
    changes_rpc: ServiceCalls = ServiceClient("changes")
    transfer_rpc: ServiceCalls = ServiceClient("transfer")

    @subscribe("identity", "identity_verified")
    def on_identity_verified(self, uow: UnitOfWork, event: Event) -> None:
        """Let the person collect."""
        record_verification(uow, event.data["person_id"], from_wire(event.data["verified_at"]))

    @every(SWEEP_SECONDS, "collection.sweep_files")
    def sweep_files(self) -> None:
        """Remove files that were replaced, and objects that no row has named for a day."""
        remove_detached(self.db, self.storage)
        remove_orphans(self.db, self.storage, Attachment.key)
