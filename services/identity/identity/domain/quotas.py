"""How much of a costly action one subject may use in a window of time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `limit` uses in each `window`; `code` is the refusal."""

    scope: str
    limit: int
    window: timedelta
    code: str


SMS_PHONE = Quota("sms_phone", 10, DAY, "identity.sms_limit_phone")
SMS_ID_NUMBER = Quota("sms_id_number", 10, DAY, "identity.sms_limit_id_number")
SMS_IP = Quota("sms_ip", 200, HOUR, "identity.sms_limit_ip")
SMS_TOTAL = Quota("sms_total", 500_000, DAY, "identity.sms_limit_total")
RESET_ID_NUMBER = Quota("reset_id_number", 10, DAY, "identity.reset_limit")
RESET_IP = Quota("reset_ip", 60, HOUR, "identity.reset_limit")

# Taken in this order by everyone, so that two transactions never wait for each other in a
# circle; the total comes last because its row is the one all of them share.
SMS_QUOTAS = (SMS_PHONE, SMS_ID_NUMBER, SMS_IP, SMS_TOTAL)
RESET_QUOTAS = (RESET_ID_NUMBER, RESET_IP)


def window_start(quota: Quota, now: datetime) -> datetime:
    """Return the start of the quota's window that holds `now`."""
    epoch = datetime.fromtimestamp(0, UTC)
    return epoch + ((now - epoch) // quota.window) * quota.window


def seconds_left(quota: Quota, now: datetime) -> int:
    """Return the whole seconds until the window ends, at least one."""
    rest = (window_start(quota, now) + quota.window - now).total_seconds()
    return max(1, -int(-rest // 1))


def with_limits(quotas: tuple[Quota, ...], limits: Mapping[str, int]) -> tuple[Quota, ...]:
    """Return the quotas with the limits that the operator has set, by scope."""
    return tuple(Quota(q.scope, limits.get(q.scope, q.limit), q.window, q.code) for q in quotas)
