"""The changes service (信息变更、继续教育学分申请、奖惩)."""

from collections.abc import Mapping
from typing import ClassVar

from casework.attachments.access import FileAccess
from casework.attachments.entrypoints import AttachmentEntrypoints
from casework.cases.kinds import ReviewKind
from casework.personal_data import ListPart, PersonalFileEntrypoints
from chassis.db import Database, Db
from chassis.rpc import ServiceCalls, ServiceClient
from chassis.service import Service
from chassis.storage.bucket import BucketStorage, Storage

from changes.entrypoints.attachments import AttachmentJobs
from changes.entrypoints.cases import CaseMethods
from changes.entrypoints.changes import ChangeMethods
from changes.entrypoints.credits import CreditMethods, CreditReviewMethods
from changes.entrypoints.policies import PolicyMethods
from changes.entrypoints.rewards import RewardMethods
from changes.models import Base
from changes.queries.files import FILE_ACCESS
from changes.queries.personal_data import PERSONAL_DATA
from changes.review_kinds import BUCKET, REVIEWS


class ChangesService(
    ChangeMethods,
    CreditMethods,
    RewardMethods,
    PolicyMethods,
    CaseMethods,
    AttachmentJobs,
    CreditReviewMethods,
    PersonalFileEntrypoints,
    AttachmentEntrypoints,
    Service,
):
    """Changes of approved records, credit applications, rewards and penalties."""

    name = "changes"
    reviews: ClassVar[Mapping[str, ReviewKind]] = REVIEWS
    file_access: ClassVar[FileAccess] = FILE_ACCESS
    personal_data: ClassVar[Mapping[str, ListPart]] = PERSONAL_DATA

    db: Db = Database(Base.metadata)
    storage: BucketStorage = Storage(BUCKET)
    identity_rpc: ServiceCalls = ServiceClient("identity")
    collection_rpc: ServiceCalls = ServiceClient("collection")
