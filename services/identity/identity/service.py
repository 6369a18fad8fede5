"""The identity service."""

from datetime import timedelta

from chassis.clock import utc_now
from chassis.db import Database, Db
from chassis.rpc import ServiceCalls, ServiceClient
from chassis.service import Service, every
from chassis.storage import BucketStorage, Storage
from chassis.sweeping import remove_unnamed

from identity.entrypoints import (
    AccountEntrypoints,
    AuditEntrypoints,
    AuthorityEntrypoints,
    CodeEntrypoints,
    RealNameEntrypoints,
    SandboxEntrypoints,
    SessionEntrypoints,
)
from identity.models import Base
from identity.options import IdentityOptions, Options
from identity.use_cases import sweeping
from identity.use_cases.photos import find_named

_MINUTE = 60
_HOUR = 60 * _MINUTE
KEEP_UNNAMED = timedelta(days=1)


class IdentityService(
    AccountEntrypoints,
    SessionEntrypoints,
    CodeEntrypoints,
    RealNameEntrypoints,
    AuthorityEntrypoints,
    AuditEntrypoints,
    SandboxEntrypoints,
    Service,
):
    """Accounts, log-in, sessions, SMS codes, real-name verification, authorities and staff."""

    name = "identity"
    db: Db = Database(Base.metadata)
    storage: BucketStorage = Storage("identity")
    notify_rpc: ServiceCalls = ServiceClient("notify", timeout=2.0)
    options: Options = IdentityOptions()

    @every(_MINUTE, "identity.sweep_codes")
    def sweep_codes(self) -> None:
        """Drop captchas and codes that no rule looks at any more."""
        self.db.run(sweeping.sweep_captchas)
        self.db.run(sweeping.sweep_codes)

    @every(_HOUR, "identity.sweep_files")
    def sweep_files(self) -> None:
        """Drop photos that no case names: those of submissions that were refused."""
        remove_unnamed(self.db, self.storage, utc_now() - KEEP_UNNAMED, find_named)

    @every(_HOUR, "identity.sweep_sessions")
    def sweep_sessions(self) -> None:
        """Drop sessions that are long gone."""
        self.db.run(sweeping.sweep_sessions)
