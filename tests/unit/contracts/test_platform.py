"""What the platform shares, and its day in China."""

from datetime import UTC, date, datetime

import native.layout
from contracts.case_kinds import CASE_OWNERS
from contracts.platform import CASE_SERVICES, SERVICES, end_of_day, local_date, start_of_day

LATE = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)


def test_R8_1_the_native_stack_starts_every_service():
    # It runs before anything is installed, so it cannot ask this library.
    assert native.layout.SERVICES == SERVICES


def test_R6_2_every_kind_of_case_is_owned_by_a_service_with_cases():
    assert set(CASE_OWNERS) == set(CASE_SERVICES)


def test_a_day_begins_in_china():
    assert local_date(LATE) == date(2026, 11, 23)
    assert local_date(start_of_day(date(2026, 11, 23))) == date(2026, 11, 23)
    assert start_of_day(date(2026, 11, 23), later=1).day == 24
    assert start_of_day(date(2026, 11, 23)).astimezone(UTC).isoformat().startswith("2026-11-22T16")


def test_a_day_ends_in_china():
    assert local_date(end_of_day(date(2026, 11, 23))) == date(2026, 11, 23)
    assert (start_of_day(date(2026, 11, 24)) - end_of_day(date(2026, 11, 23))).seconds == 1
