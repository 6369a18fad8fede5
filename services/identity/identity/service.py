"""The identity service."""

from chassis.db import Database, Db
from chassis.rpc import ServiceCalls, ServiceClient
from chassis.service import Service
from chassis.storage.bucket import BucketStorage, Storage

from identity.audit_log.entrypoints import AuditEntrypoints
from identity.audit_log.keys import AuditKeyRing, AuditKeys
from identity.entrypoints import (
    AccountEntrypoints,
    AlipayEntrypoints,
    AuthorityEntrypoints,
    AuthorityTreeEntrypoints,
    CleanupEntrypoints,
    CodeEntrypoints,
    InterestEntrypoints,
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


class IdentityService(
    AccountEntrypoints,
    SessionEntrypoints,
    SecondFactorEntrypoints,
    StaffAccountEntrypoints,
    InterestEntrypoints,
    CodeEntrypoints,
    RealNameEntrypoints,
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
    db: Db = Database(Base.metadata)
    storage: BucketStorage = Storage("identity")
    notify_rpc: ServiceCalls = ServiceClient("notify", timeout=2.0)
    options: Options = IdentityOptions()
    certification: Certification = CertificationProvider()
    sms_quota_gauges = SmsQuotaGauges()
    audit_keys: AuditKeys = AuditKeyRing()
