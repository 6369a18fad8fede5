"""The identity service."""

from chassis.db import Database
from chassis.rpc import ServiceClient
from chassis.service import Service, every
from chassis.storage import Storage

from identity.entrypoints import (
    AccountEntrypoints,
    AuthorityEntrypoints,
    CodeEntrypoints,
    RealNameEntrypoints,
    SandboxEntrypoints,
    SessionEntrypoints,
)
from identity.models import Base
from identity.options import IdentityOptions
from identity.use_cases import sweeping

_MINUTE = 60
_HOUR = 60 * _MINUTE


class IdentityService(
    AccountEntrypoints,
    SessionEntrypoints,
    CodeEntrypoints,
    RealNameEntrypoints,
    AuthorityEntrypoints,
    SandboxEntrypoints,
    Service,
):
    """Accounts, log-in, sessions, SMS codes, real-name verification, authorities and staff."""

    name = "identity"
    db = Database(Base.metadata)
    storage = Storage("identity")
    notify_rpc = ServiceClient("notify", timeout=2.0)
    options = IdentityOptions()

    @every(_MINUTE, "identity.sweep_codes")
    def sweep_codes(self) -> None:
        """Drop captchas and codes that no rule looks at any more."""
        self.db.run(sweeping.sweep_captchas)
        self.db.run(sweeping.sweep_codes)

    @every(_HOUR, "identity.sweep_sessions")
    def sweep_sessions(self) -> None:
        """Drop sessions that are long gone."""
        self.db.run(sweeping.sweep_sessions)
