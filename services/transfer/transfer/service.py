"""The transfer service (属地调转)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from casework.cases.kinds import ReviewKind
from casework.quality.entrypoints import OversightEntrypoints
from chassis.clock import utc_now
from chassis.db import Database, Db
from chassis.rpc import ServiceCalls, ServiceClient
from chassis.service import Service, every
from chassis.storage.bucket import BucketStorage, Storage

from transfer.entrypoints.persons import PersonMethods
from transfer.entrypoints.policies import PolicyMethods
from transfer.entrypoints.services import ServiceMethods
from transfer.models import Base
from transfer.review_kinds import REVIEW
from transfer.sweeping import remove_orphans

SWEEP_SECONDS = 6 * 3600
ORPHANED_AFTER = timedelta(hours=24)


class TransferService(PersonMethods, ServiceMethods, PolicyMethods, OversightEntrypoints, Service):
    """Transfers of jurisdiction: who may move, who decides, and when the move takes effect."""

    name = "transfer"
    reviews: ClassVar[Mapping[str, ReviewKind]] = {REVIEW.kind: REVIEW}

    db: Db = Database(Base.metadata)
    storage: BucketStorage = Storage("transfer")
    identity_rpc: ServiceCalls = ServiceClient("identity")
    collection_rpc: ServiceCalls = ServiceClient("collection")

    @every(SWEEP_SECONDS, "transfer.sweep_files")
    def sweep_files(self) -> None:
        """Remove objects that no transfer has named for a day."""
        remove_orphans(self.db, self.storage, utc_now() - ORPHANED_AFTER)
