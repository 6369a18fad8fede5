"""Rules of sessions and refresh tokens: R2.1.3."""

from datetime import UTC, datetime, timedelta

import pytest
from identity.domain.sessions import (
    RefreshVerdict,
    SessionFacts,
    access_life,
    expires_at,
    judge_refresh,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def _session(created: timedelta, used: timedelta, *, ended: bool = False) -> SessionFacts:
    return SessionFacts(NOW - created, NOW - used, NOW if ended else None)


FRESH = _session(timedelta(hours=1), timedelta(minutes=5))


@pytest.mark.parametrize(
    ("session", "used_ago", "verdict"),
    [
        pytest.param(FRESH, None, RefreshVerdict.ROTATE, id="R2.1.3-first-use"),
        pytest.param(FRESH, timedelta(seconds=59), RefreshVerdict.ROTATE, id="R2.1.3-repeat"),
        pytest.param(FRESH, timedelta(seconds=60), RefreshVerdict.REUSED, id="R2.1.3-reuse"),
        pytest.param(FRESH, timedelta(days=1), RefreshVerdict.REUSED, id="R2.1.3-old-reuse"),
        pytest.param(None, None, RefreshVerdict.REFUSE, id="R2.1.3-unknown-token"),
        pytest.param(
            _session(timedelta(hours=13), timedelta(hours=12)),
            None,
            RefreshVerdict.REFUSE,
            id="R2.1.3-idle-too-long",
        ),
        pytest.param(
            _session(timedelta(days=7), timedelta(minutes=1)),
            None,
            RefreshVerdict.REFUSE,
            id="R2.1.3-too-old",
        ),
        pytest.param(
            _session(timedelta(hours=1), timedelta(minutes=5), ended=True),
            None,
            RefreshVerdict.REFUSE,
            id="R2.1.3-ended",
        ),
    ],
)
def test_judge_refresh(
    session: SessionFacts | None, used_ago: timedelta | None, verdict: RefreshVerdict
) -> None:
    used_at = None if used_ago is None else NOW - used_ago
    assert judge_refresh(session, used_at, NOW) is verdict


def test_R2_1_3_use_prolongs_a_session_up_to_its_full_age() -> None:
    assert expires_at(FRESH) == NOW - timedelta(minutes=5) + timedelta(hours=12)
    old = _session(timedelta(days=6, hours=23), timedelta())
    assert expires_at(old) == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("created", "used", "verdict"),
    [
        pytest.param(
            timedelta(hours=2), timedelta(minutes=29), RefreshVerdict.ROTATE, id="R6.1-at-work"
        ),
        pytest.param(
            timedelta(hours=2), timedelta(minutes=30), RefreshVerdict.REFUSE, id="R6.1-idle"
        ),
        pytest.param(
            timedelta(hours=12), timedelta(minutes=1), RefreshVerdict.REFUSE, id="R6.1-a-day"
        ),
    ],
)
def test_sessions_of_staff_are_shorter(
    created: timedelta, used: timedelta, verdict: RefreshVerdict
) -> None:
    session = SessionFacts(NOW - created, NOW - used, None, is_staff=True)
    assert judge_refresh(session, None, NOW) is verdict


def test_R6_1_no_access_token_outlives_its_session() -> None:
    session = SessionFacts(NOW - timedelta(hours=11, minutes=57), NOW, None, is_staff=True)
    assert access_life(session, NOW) == timedelta(minutes=3)
    assert access_life(FRESH, NOW) == timedelta(minutes=10)
