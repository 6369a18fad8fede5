"""The transfer service (属地调转)."""

from collections.abc import Mapping
from typing import ClassVar

from casework.attachments.access import FileAccess
from casework.attachments.entrypoints import AttachmentEntrypoints
from casework.cases.kinds import ReviewKind
from casework.personal_data import ListPart, PersonalFileEntrypoints
from casework.quality.entrypoints import OversightEntrypoints
from chassis.db import Database, Db
from chassis.rpc import ServiceCalls, ServiceClient
from chassis.service import Service
from chassis.storage.bucket import BucketStorage, Storage

from transfer.entrypoints.attachments import AttachmentJobs
from transfer.entrypoints.cases import CaseMethods
from transfer.entrypoints.policies import PolicyMethods
from transfer.entrypoints.transfers import TransferMethods
from transfer.models import Base
from transfer.queries.files import FILE_ACCESS
from transfer.queries.personal_data import PERSONAL_DATA
from transfer.review_kinds import REVIEW


class TransferService(
    TransferMethods,
    CaseMethods,
    AttachmentJobs,
    PolicyMethods,
    PersonalFileEntrypoints,
    OversightEntrypoints,
    AttachmentEntrypoints,
    Service,
):
    """Transfers of jurisdiction: who may move, who decides, and when the move takes effect."""

    name = "transfer"
    reviews: ClassVar[Mapping[str, ReviewKind]] = {REVIEW.kind: REVIEW}
    file_access: ClassVar[FileAccess] = FILE_ACCESS
    personal_data: ClassVar[Mapping[str, ListPart]] = PERSONAL_DATA

    db: Db = Database(Base.metadata)
    storage: BucketStorage = Storage("transfer")
    identity_rpc: ServiceCalls = ServiceClient("identity")
    collection_rpc: ServiceCalls = ServiceClient("collection")
