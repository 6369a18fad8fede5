"""Working days: holidays, make-up days, and what is known beyond the arranged years."""

from datetime import UTC, date, datetime, timedelta

import pytest
from casework.domain.calendar import (
    ARRANGED_UNTIL,
    add_working_days,
    due_after,
    is_working_day,
    working_days_between,
)
from contracts.platform import local_date
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2026-11-23", True, id="R6.2-monday"),
        pytest.param("2026-11-22", False, id="R6.2-sunday"),
        pytest.param("2026-10-01", False, id="R6.2-national-day"),
        pytest.param("2026-10-07", False, id="R6.2-bridge-day"),
        pytest.param("2026-10-10", True, id="R6.2-make-up-saturday"),
        pytest.param("2026-02-28", True, id="R6.2-make-up-after-spring-festival"),
        pytest.param("2027-01-01", False, id="R6.2-beyond-horizon-new-year"),
        pytest.param("2027-02-05", False, id="R6.2-beyond-horizon-new-year-eve"),
        pytest.param("2027-02-08", False, id="R6.2-beyond-horizon-third-day"),
        pytest.param("2027-02-09", True, id="R6.2-beyond-horizon-no-bridge-guessed"),
        pytest.param("2027-04-05", False, id="R6.2-beyond-horizon-qingming"),
        pytest.param("2027-09-15", False, id="R6.2-beyond-horizon-mid-autumn"),
        pytest.param("2027-03-06", False, id="R6.2-beyond-horizon-saturday"),
        pytest.param("2031-05-02", False, id="R6.2-beyond-lunar-table-labour-day"),
        pytest.param("2031-01-23", True, id="R6.2-beyond-lunar-table-unknown"),
    ],
)
def test_is_working_day(day, expected):
    assert is_working_day(date.fromisoformat(day)) is expected


def test_R6_2_arrangement_of_this_year_is_known():
    assert ARRANGED_UNTIL >= 2026


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        pytest.param("2026-11-23", 5, "2026-11-30", id="R6.2-one-week"),
        pytest.param("2026-11-21", 1, "2026-11-23", id="R6.2-from-saturday"),
        pytest.param("2026-09-30", 1, "2026-10-08", id="R6.2-over-national-day"),
        pytest.param("2026-10-09", 1, "2026-10-10", id="R6.2-make-up-day-counts"),
        pytest.param("2026-12-31", 1, "2027-01-04", id="R6.2-over-the-horizon"),
        pytest.param("2026-11-23", 0, "2026-11-23", id="R6.2-zero-is-the-day-itself"),
    ],
)
def test_add_working_days(start, count, expected):
    found = add_working_days(date.fromisoformat(start), count)
    assert found == date.fromisoformat(expected)


@given(start=st.dates(date(2024, 1, 1), date(2029, 12, 31)), count=st.integers(0, 60))
def test_R6_2_between_undoes_add(start, count):
    assert working_days_between(start, add_working_days(start, count)) == count


@given(start=st.dates(date(2025, 6, 1), date(2027, 6, 30)), length=st.integers(-10, 500))
def test_R6_2_between_counts_each_day(start, length):
    end = start + timedelta(days=length)
    days = [start + timedelta(days=i + 1) for i in range(max(length, 0))]
    assert working_days_between(start, end) == sum(is_working_day(day) for day in days)


def test_R6_2_day_is_the_one_in_china():
    late_evening_utc = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    assert local_date(late_evening_utc) == date(2026, 11, 23)


def test_R6_2_due_at_the_end_of_the_day_in_china():
    submitted = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    assert due_after(submitted, 5) == datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)
