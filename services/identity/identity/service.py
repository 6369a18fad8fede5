"""The identity service."""

from collections.abc import Mapping
from typing import ClassVar

from casework.personal_data import ListPart
from chassis.db import Database, Db
from chassis.rpc import ServiceCalls, ServiceClient
from chassis.service import Service
from chassis.storage.bucket import BucketStorage, Storage

from identity.audit_log.entrypoints import PERSONAL_DATA as AUDIT_DATA
from identity.audit_log.entrypoints import AuditEntrypoints
from identity.audit_log.keys import AuditKeyRing, AuditKeys
from identity.entrypoints import (
    AccountEntrypoints,
    AccountSecurityEntrypoints,
    AlipayEntrypoints,
    AuthorityEntrypoints,
    AuthorityTreeEntrypoints,
    CleanupEntrypoints,
    CodeEntrypoints,
    ConsentEntrypoints,
    ExportEntrypoints,
    InterestEntrypoints,
    PhoneRecoveryEntrypoints,
    RealNameEntrypoints,
    SandboxEntrypoints,
    SecondFactorEntrypoints,
    SessionEntrypoints,
    StaffAccountEntrypoints,
)
from identity.entrypoints.gauges import SmsQuotaGauges
from identity.entrypoints.options import IdentityOptions, Options
from identity.models import Base
from identity.providers.registry import Certification, CertificationProvider
from identity.queries.personal_data import PERSONAL_DATA


class IdentityService(
    AccountEntrypoints,
    AccountSecurityEntrypoints,
    SessionEntrypoints,
    SecondFactorEntrypoints,
    StaffAccountEntrypoints,
    InterestEntrypoints,
    CodeEntrypoints,
    ConsentEntrypoints,
    ExportEntrypoints,
    RealNameEntrypoints,
    PhoneRecoveryEntrypoints,
    AlipayEntrypoints,
    AuthorityEntrypoints,
    AuthorityTreeEntrypoints,
    AuditEntrypoints,
    SandboxEntrypoints,
    CleanupEntrypoints,
    Service,
):
    """Accounts, log-in, sessions, SMS codes, real-name verification, authorities and staff."""

    name = "identity"
    personal_data: ClassVar[Mapping[str, ListPart]] = {**PERSONAL_DATA, **AUDIT_DATA}
    db: Db = Database(Base.metadata)
    storage: BucketStorage = Storage("identity")
    notify_rpc: ServiceCalls = ServiceClient("notify", timeout=2.0)
    collection_rpc: ServiceCalls = ServiceClient("collection")
    changes_rpc: ServiceCalls = ServiceClient("changes")
    transfer_rpc: ServiceCalls = ServiceClient("transfer")
    options: Options = IdentityOptions()
    certification: Certification = CertificationProvider()
    sms_quota_gauges = SmsQuotaGauges()
    audit_keys: AuditKeys = AuditKeyRing()
