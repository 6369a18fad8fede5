"""Windows of the limits on SMS codes and password resets: R1.1.6, R2.2.1."""

from datetime import UTC, datetime, timedelta

import pytest
from contracts.error_codes import catalogue
from identity.domain.quotas import (
    DAY,
    HOUR,
    RESET_QUOTAS,
    SMS_QUOTAS,
    SMS_TOTAL,
    Quota,
    for_network,
    for_purpose,
    seconds_left,
    window_start,
    with_limits,
)

NOW = datetime(2026, 11, 23, 10, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "start", "left"),
    [
        pytest.param(HOUR, datetime(2026, 11, 23, 10, tzinfo=UTC), 2370, id="R1.1.6-hour"),
        pytest.param(DAY, datetime(2026, 11, 22, 16, tzinfo=UTC), 20370, id="R1.1.6-day-in-china"),
    ],
)
def test_windows_start_and_end_on_the_clock(window: timedelta, start: datetime, left: int) -> None:
    quota = Quota("any", 1, window, "identity.sms_limit_ip")
    assert window_start(quota, NOW) == start
    assert seconds_left(quota, NOW) == left


def test_R1_1_6_a_refusal_has_at_least_one_second_to_wait() -> None:
    quota = Quota("any", 1, HOUR, "identity.sms_limit_ip")
    assert seconds_left(quota, NOW.replace(minute=59, second=59, microsecond=999_999)) == 1


def test_R1_1_6_every_quota_has_a_refusal() -> None:
    texts = catalogue()
    assert all(quota.code in texts for quota in SMS_QUOTAS + RESET_QUOTAS)


def test_R1_1_6_the_shared_row_is_locked_last() -> None:
    assert SMS_QUOTAS[-1] is SMS_TOTAL


def test_R1_1_6_the_operator_can_set_limits() -> None:
    changed = with_limits(SMS_QUOTAS, {"sms_total": 7})
    assert changed[-1].limit == 7
    assert changed[:-1] == SMS_QUOTAS[:-1]


def test_R1_1_6_days_end_at_midnight_in_china() -> None:
    quota = Quota("any", 1, DAY, "identity.sms_limit_phone")
    last = datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)
    assert seconds_left(quota, last) == 1
    assert window_start(quota, last + timedelta(seconds=1)) == last + timedelta(seconds=1)


def test_R1_1_6_a_part_of_the_total_is_kept_for_resets() -> None:
    assert for_purpose(SMS_QUOTAS, "password_reset") == SMS_QUOTAS
    registering = for_purpose(SMS_QUOTAS, "register")
    assert registering[-1].limit == 400_000
    assert registering[:-1] == SMS_QUOTAS[:-1]


def test_R8_2_a_known_network_widens_the_limits_by_address_alone() -> None:
    widened = {quota.scope: quota.limit for quota in for_network(SMS_QUOTAS, 20)}
    usual = {quota.scope: quota.limit for quota in SMS_QUOTAS}
    assert widened == usual | {"sms_ip": 4000}
