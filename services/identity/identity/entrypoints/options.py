"""What the operator has set for identity."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from chassis.config import SETTINGS_KEY, Settings
from chassis.networks import KnownNetworks
from nameko.extensions import DependencyProvider

from identity.domain.phone_recoveries import COOLING_OFF_LASTS
from identity.domain.quotas import (
    ALIPAY_PERSON,
    EXPORT_PERSON,
    RECOVERY_QUOTAS,
    RESET_QUOTAS,
    SMS_QUOTAS,
    Quota,
    for_network,
    for_purpose,
    with_limits,
)
from identity.phone_recovery_kind import PHONE_RECOVERY, Terms
from identity.use_cases.tokens import AccessTokens

# In a sandbox everybody comes from one address, tests and load included.
_SANDBOX_FACTOR = 1000
_COOLING_OFF_MINUTES = int(COOLING_OFF_LASTS.total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Options:
    """Settings that identity's entrypoints need."""

    sandbox: bool
    sms_quotas: tuple[Quota, ...]
    reset_quotas: tuple[Quota, ...]
    tokens: AccessTokens
    alipay_daily: Quota = ALIPAY_PERSON
    daily_exports: Quota = EXPORT_PERSON
    recovery_quotas: tuple[Quota, ...] = RECOVERY_QUOTAS
    phone_recovery: Terms = field(default_factory=Terms)
    known_networks: KnownNetworks = field(default_factory=KnownNetworks)
    # Whether staff without a second factor must enrol at log-in.
    staff_totp: bool = True

    @classmethod
    def of(cls, settings: Settings) -> "Options":
        """Return the options of this process; AUSM_IDENTITY_LIMITS is `sms_ip=200,sms_total=500000,…`."""
        limits = _limits(settings.text("AUSM_IDENTITY_LIMITS", ""))
        sms, reset, recovery = (
            with_limits(_for_sandbox(quotas) if settings.sandbox else quotas, limits)
            for quotas in (SMS_QUOTAS, RESET_QUOTAS, RECOVERY_QUOTAS)
        )
        tokens = AccessTokens(settings.jwt_private_key)
        alipay, exports = with_limits((ALIPAY_PERSON, EXPORT_PERSON), limits)
        known = KnownNetworks.parse(settings.text("AUSM_KNOWN_NETWORKS", ""))
        terms = _terms(settings)
        staff_totp = settings.text("AUSM_STAFF_TOTP", "1") == "1"
        return cls(
            settings.sandbox,
            sms,
            reset,
            tokens,
            alipay,
            exports,
            recovery,
            terms,
            known,
            staff_totp,
        )

    def sms_quotas_for(self, client_ip: str | None, purpose: str) -> tuple[Quota, ...]:
        """Return the quotas of an SMS code for this sender and purpose."""
        return for_purpose(
            for_network(self.sms_quotas, self.known_networks.factor(client_ip)), purpose
        )

    def reset_quotas_for(self, client_ip: str | None) -> tuple[Quota, ...]:
        """Return the quotas of a password reset for this sender."""
        return for_network(self.reset_quotas, self.known_networks.factor(client_ip))

    def recovery_quotas_for(self, client_ip: str | None) -> tuple[Quota, ...]:
        """Return the quotas of upload tokens for this sender."""
        return for_network(self.recovery_quotas, self.known_networks.factor(client_ip))


class IdentityOptions(DependencyProvider):
    """Gives the entrypoints the options."""

    def setup(self) -> None:
        """Read the settings once; a missing key stops the start with its name."""
        self._options = Options.of(self.container.config[SETTINGS_KEY])
        PHONE_RECOVERY.terms = self._options.phone_recovery

    def get_dependency(self, worker_ctx: Any) -> Options:  # noqa: ARG002
        """Return the options, the same for every worker."""
        return self._options


def _terms(settings: Settings) -> Terms:
    minutes = settings.number("AUSM_PHONE_COOLING_OFF_MINUTES", _COOLING_OFF_MINUTES)
    return Terms(timedelta(minutes=minutes), settings.text("AUSM_SITE_ADDRESS", "").rstrip("/"))


def _limits(text: str) -> dict[str, int]:
    pairs = (entry.split("=", 1) for entry in text.split(",") if entry.strip())
    return {scope.strip(): int(limit) for scope, limit in pairs}


def _for_sandbox(quotas: tuple[Quota, ...]) -> tuple[Quota, ...]:
    return for_network(quotas, _SANDBOX_FACTOR)
