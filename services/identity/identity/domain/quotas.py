"""How much of a costly action one subject may use in a window of time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from contracts.platform import start_of_day

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `limit` uses in each `window`; `code` is the refusal."""

    scope: str
    limit: int
    window: timedelta
    code: str


# A phone from one network first, so that nobody uses up another's codes from elsewhere (ADR 0073).
SMS_PHONE_TOTAL = Quota("sms_phone_total", 20, DAY, "identity.sms_limit_phone")
SMS_PHONE = Quota("sms_phone", 10, DAY, "identity.sms_limit_phone")
SMS_ID_NUMBER = Quota("sms_id_number", 10, DAY, "identity.sms_limit_id_number")
SMS_IP = Quota("sms_ip", 200, HOUR, "identity.sms_limit_ip")
SMS_TOTAL = Quota("sms_total", 500_000, DAY, "identity.sms_limit_total")
RESET_ID_NUMBER = Quota("reset_id_number", 10, DAY, "identity.reset_limit")
RESET_PHONE = Quota("reset_phone", 20, DAY, "identity.reset_limit")
RESET_IP = Quota("reset_ip", 60, HOUR, "identity.reset_limit")
# Other certificate numbers that one person may try to enter.
CORRECTION = Quota("correction", 5, DAY, "identity.correction_limit")
# Consents given; withdrawing is never limited.
CONSENT = Quota("consent", 60, DAY, "identity.consent_limit")

# Upload tokens: what waits in staging is bounded by numbers that are at hand, and by networks.
RECOVERY_PHONE = Quota("recovery_phone", 3, DAY, "identity.recovery_limit")
RECOVERY_IP = Quota("recovery_ip", 20, HOUR, "identity.recovery_limit")
# Applications for one certificate from one network.
RECOVERY_NUMBER = Quota("recovery_number", 5, DAY, "identity.recovery_limit")
# Each is paid for; a person who needs more has another problem than bad luck.
ALIPAY_PERSON = Quota("alipay_person", 10, DAY, "identity.alipay_limit")

# An archive takes a while to make and holds everything about a person.
EXPORT_PERSON = Quota("export_person", 3, DAY, "identity.export_limit")

# Taken in this order by everyone, so that two transactions never wait for each other in a
# circle; the total comes last because its row is the one all of them share.
SMS_QUOTAS = (SMS_PHONE_TOTAL, SMS_PHONE, SMS_ID_NUMBER, SMS_IP, SMS_TOTAL)
RECOVERY_QUOTAS = (RECOVERY_PHONE, RECOVERY_IP)
RESET_QUOTAS = (RESET_ID_NUMBER, RESET_PHONE, RESET_IP)
# Of all the country's codes one in five is kept for those who cannot log in.
_KEPT_FOR_RESETS = 5


def window_start(quota: Quota, now: datetime) -> datetime:
    """Return the start of the quota's window that holds `now`; days begin at midnight in China."""
    epoch = start_of_day(date(1970, 1, 1)).astimezone(UTC)
    return epoch + ((now - epoch) // quota.window) * quota.window


def seconds_left(quota: Quota, now: datetime) -> int:
    """Return the whole seconds until the window ends, at least one."""
    rest = (window_start(quota, now) + quota.window - now).total_seconds()
    return max(1, -int(-rest // 1))


def with_limits(quotas: tuple[Quota, ...], limits: Mapping[str, int]) -> tuple[Quota, ...]:
    """Return the quotas with the limits that the operator has set, by scope."""
    return tuple(replace(quota, limit=limits.get(quota.scope, quota.limit)) for quota in quotas)


def for_network(quotas: tuple[Quota, ...], factor: int) -> tuple[Quota, ...]:
    """Return the quotas as they are for a known network, from which many people send."""
    return tuple(
        replace(quota, limit=quota.limit * factor) if quota.scope.endswith("_ip") else quota
        for quota in quotas
    )


def for_purpose(quotas: tuple[Quota, ...], purpose: str) -> tuple[Quota, ...]:
    """Return the quotas with a part of the total kept for password resets."""
    if purpose == "password_reset":
        return quotas
    return tuple(
        replace(quota, limit=quota.limit - quota.limit // _KEPT_FOR_RESETS)
        if quota.scope == SMS_TOTAL.scope
        else quota
        for quota in quotas
    )
