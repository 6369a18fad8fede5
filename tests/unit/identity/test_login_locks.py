"""Rules of the log-in lock: R2.1.2."""

from datetime import UTC, datetime, timedelta

import pytest
from identity.domain.login_locks import (
    Failures,
    after_attempt,
    attempts_left,
    is_locked,
    seconds_locked,
    seconds_slowed,
    since,
)

LAST = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "minutes", "seconds"),
    [
        pytest.param(0, 0, 0, id="R2.1.2-no-failure"),
        pytest.param(4, 0, 0, id="R2.1.2-four-failures"),
        pytest.param(5, 0, 900, id="R2.1.2-five-failures"),
        pytest.param(5, 14.99, 1, id="R2.1.2-time-left-rounds-up"),
        pytest.param(5, 15, 0, id="R2.1.2-lock-ends"),
    ],
)
def test_seconds_locked(count: int, minutes: float, seconds: int) -> None:
    now = LAST + timedelta(minutes=minutes)
    assert seconds_locked(Failures(count, LAST), now) == seconds
    assert is_locked(Failures(count, LAST), now) is (seconds > 0)


def test_R2_1_2_an_unknown_name_is_not_locked() -> None:
    assert seconds_locked(None, LAST) == 0


@pytest.mark.parametrize(
    ("before", "minutes", "count"),
    [
        pytest.param(None, 0, 1, id="R2.1.2-first"),
        pytest.param(Failures(3, LAST), 1, 4, id="R2.1.2-next"),
        pytest.param(Failures(5, LAST), 15, 1, id="R2.1.2-starts-anew-after-the-lock"),
        pytest.param(Failures(2, LAST), 16, 1, id="R2.1.2-old-failures-lapse"),
    ],
)
def test_an_attempt_is_counted_from_its_start(
    before: Failures | None, minutes: float, count: int
) -> None:
    now = LAST + timedelta(minutes=minutes)
    assert after_attempt(before, now) == Failures(count, now)


def test_R2_1_2_attempts_left() -> None:
    assert [attempts_left(Failures(n, LAST)) for n in (1, 4, 5, 6)] == [4, 1, 0, 0]


@pytest.mark.parametrize(
    ("count", "seconds"),
    [
        pytest.param(19, 0, id="R2.1.2-free"),
        pytest.param(20, 1, id="R2.1.2-a-second"),
        pytest.param(23, 8, id="R2.1.2-twice-as-long-each"),
        pytest.param(29, 512, id="R2.1.2-minutes"),
        pytest.param(1000, 900, id="R2.1.2-never-longer-than-the-lock"),
    ],
)
def test_a_name_tried_from_everywhere_slows_down(count: int, seconds: int) -> None:
    assert seconds_slowed(Failures(count, LAST), LAST) == seconds
    assert seconds_slowed(Failures(count, LAST), LAST + timedelta(seconds=seconds)) == 0


def test_R2_1_2_a_new_password_forgives_what_was_before() -> None:
    assert since(Failures(5, LAST), LAST).count == 0
    assert since(Failures(5, LAST), LAST - timedelta(seconds=1)).count == 5
    assert since(Failures(5, LAST), None).count == 5
