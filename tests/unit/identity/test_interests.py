"""R6.4: an employer that is no longer declared binds for thirty days in China."""

from datetime import UTC, datetime, timedelta

import pytest
from contracts.platform import local_date
from identity.domain.interests import (
    COOLING_OFF_DAYS,
    MOST_WITHDRAWN,
    binds_until,
    still_binding,
    withdraw,
)

BUREAU, OFFICE = "12100000400002558M", "91110000100000000X"
# 00:30 of 1 November in China, still 31 October in UTC.
WITHDRAWN = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)
TODAY = local_date(WITHDRAWN)


@pytest.mark.parametrize(
    ("days", "binds"),
    [
        pytest.param(0, True, id="R6.4-the-same-day"),
        pytest.param(COOLING_OFF_DAYS, True, id="R6.4-the-thirtieth-day-after"),
        pytest.param(COOLING_OFF_DAYS + 1, False, id="R6.4-the-day-after-that"),
    ],
)
def test_a_withdrawn_employer_binds_for_thirty_days(days, binds):
    found = still_binding({BUREAU: WITHDRAWN}, TODAY + timedelta(days=days))
    assert found == ({BUREAU: WITHDRAWN} if binds else {})


def test_R6_4_days_are_those_of_china():
    assert binds_until(WITHDRAWN).isoformat() == "2026-12-01"
    assert binds_until(WITHDRAWN - timedelta(hours=1)).isoformat() == "2026-11-30"


def test_R6_4_what_is_left_out_is_withdrawn_now():
    assert withdraw([BUREAU, OFFICE], [OFFICE], {}, WITHDRAWN) == {BUREAU: WITHDRAWN}


def test_R6_4_declared_again_it_is_not_withdrawn_and_left_out_again_it_counts_anew():
    assert withdraw([], [BUREAU], {BUREAU: WITHDRAWN}, WITHDRAWN) == {}
    later = WITHDRAWN + timedelta(days=3)
    assert withdraw([BUREAU], [], {}, later) == {BUREAU: later}


def test_R6_4_another_declaration_does_not_begin_the_days_anew():
    later = WITHDRAWN + timedelta(days=3)
    assert withdraw([], [], {BUREAU: WITHDRAWN}, later) == {BUREAU: WITHDRAWN}


def test_R6_4_what_binds_no_more_is_forgotten():
    later = WITHDRAWN + timedelta(days=COOLING_OFF_DAYS + 1)
    assert withdraw([], [], {BUREAU: WITHDRAWN}, later) == {}


def test_R6_4_no_declaration_binds_without_bound():
    withdrawn = {str(number): WITHDRAWN for number in range(MOST_WITHDRAWN)}
    assert len(withdraw([], [], withdrawn, WITHDRAWN)) == MOST_WITHDRAWN
    assert withdraw([BUREAU], [], withdrawn, WITHDRAWN) is None
