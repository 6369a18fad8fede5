"""Targets, limits, and the date a person may expect."""

from datetime import UTC, date, datetime, timedelta

import pytest
from casework.domain.service_level import ServiceLevel, expected_date, turnaround_days

MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)


def decided_after(*days):
    return [(MONDAY, MONDAY + timedelta(days=day)) for day in days]


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        pytest.param(decided_after(), None, id="R3.6.1-no-decisions"),
        pytest.param(decided_after(1, 1, 1, 1), None, id="R3.6.1-too-few-decisions"),
        pytest.param(decided_after(0, 0, 0, 0, 0), 0, id="R3.6.1-all-on-the-same-day"),
        pytest.param(decided_after(1, 1, 1, 1, 3), 3, id="R3.6.1-fourth-of-five"),
        pytest.param(decided_after(1, 1, 1, 1, 1, 1, 1, 1, 2, 4), 2, id="R3.6.1-outlier-left-out"),
        pytest.param(decided_after(7, 7, 7, 7, 7), 5, id="R3.6.1-weekend-not-counted"),
    ],
)
def test_turnaround_days(decided, expected):
    assert turnaround_days(decided) == expected


@pytest.mark.parametrize(
    ("now_day", "usual", "expected"),
    [
        pytest.param(16, 3, "2026-11-19", id="R3.6.1-from-submission"),
        pytest.param(18, 3, "2026-11-19", id="R3.6.1-still-ahead"),
        pytest.param(23, 3, "2026-11-24", id="R3.6.1-late-case-next-working-day"),
        pytest.param(20, 0, "2026-11-23", id="R3.6.1-friday-to-monday"),
    ],
)
def test_expected_date(now_day, usual, expected):
    now = datetime(2026, 11, now_day, 3, 0, tzinfo=UTC)
    assert expected_date(MONDAY, now, usual) == date.fromisoformat(expected)


def test_R6_2_default_service_level_is_five_and_ten_working_days():
    level = ServiceLevel()
    assert level.due_at(MONDAY).date() == date(2026, 11, 23)
    assert level.limit_at(MONDAY).date() == date(2026, 11, 30)


def test_R6_2_service_level_of_an_authority():
    assert ServiceLevel(target_days=2, limit_days=3).due_at(MONDAY).date() == date(2026, 11, 18)
