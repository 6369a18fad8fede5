"""What the operator has set for identity."""

from dataclasses import dataclass, field
from typing import Any

from chassis.config import SETTINGS_KEY, Settings
from chassis.networks import KnownNetworks
from nameko.extensions import DependencyProvider

from identity.domain.quotas import (
    ALIPAY_PERSON,
    EXPORT_PERSON,
    RESET_QUOTAS,
    SMS_QUOTAS,
    Quota,
    for_network,
    for_purpose,
    with_limits,
)
from identity.use_cases.tokens import AccessTokens

# In a sandbox everybody comes from one address, tests and load included.
_SANDBOX_FACTOR = 1000


@dataclass(frozen=True, slots=True)
class Options:
    """Settings that identity's entrypoints need."""

    sandbox: bool
    sms_quotas: tuple[Quota, ...]
    reset_quotas: tuple[Quota, ...]
    tokens: AccessTokens
    alipay_daily: Quota = ALIPAY_PERSON
    daily_exports: Quota = EXPORT_PERSON
    known_networks: KnownNetworks = field(default_factory=KnownNetworks)
    # Whether staff without a second factor must enrol at log-in.
    staff_totp: bool = True

    @classmethod
    def of(cls, settings: Settings) -> "Options":
        """Return the options of this process; AUSM_IDENTITY_LIMITS is `sms_ip=200,sms_total=500000,…`."""
        limits = _limits(settings.text("AUSM_IDENTITY_LIMITS", ""))
        sms, reset = (
            with_limits(_for_sandbox(quotas) if settings.sandbox else quotas, limits)
            for quotas in (SMS_QUOTAS, RESET_QUOTAS)
        )
        tokens = AccessTokens(settings.jwt_private_key)
        alipay, exports = with_limits((ALIPAY_PERSON, EXPORT_PERSON), limits)
        known = KnownNetworks.parse(settings.text("AUSM_KNOWN_NETWORKS", ""))
        staff_totp = settings.text("AUSM_STAFF_TOTP", "1") == "1"
        return cls(settings.sandbox, sms, reset, tokens, alipay, exports, known, staff_totp)

    def sms_quotas_for(self, client_ip: str | None, purpose: str) -> tuple[Quota, ...]:
        """Return the quotas of an SMS code for this sender and purpose."""
        return for_purpose(
            for_network(self.sms_quotas, self.known_networks.factor(client_ip)), purpose
        )

    def reset_quotas_for(self, client_ip: str | None) -> tuple[Quota, ...]:
        """Return the quotas of a password reset for this sender."""
        return for_network(self.reset_quotas, self.known_networks.factor(client_ip))


class IdentityOptions(DependencyProvider):
    """Gives the entrypoints the options."""

    def setup(self) -> None:
        """Read the settings once; a missing key stops the start with its name."""
        self._options = Options.of(self.container.config[SETTINGS_KEY])

    def get_dependency(self, worker_ctx: Any) -> Options:  # noqa: ARG002
        """Return the options, the same for every worker."""
        return self._options


def _limits(text: str) -> dict[str, int]:
    pairs = (entry.split("=", 1) for entry in text.split(",") if entry.strip())
    return {scope.strip(): int(limit) for scope, limit in pairs}


def _for_sandbox(quotas: tuple[Quota, ...]) -> tuple[Quota, ...]:
    return for_network(quotas, _SANDBOX_FACTOR)
