"""Rules of SMS codes: R1.1.5, R1.1.6."""

from datetime import UTC, datetime, timedelta

import pytest
from contracts.values.text import code_text
from identity.domain.sms_codes import (
    MAX_ATTEMPTS,
    SentCode,
    Verdict,
    attempts_left,
    has_code_shape,
    judge,
    seconds_to_resend,
)

SENT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def _after(**delta: float) -> datetime:
    return SENT + timedelta(**delta)


@pytest.mark.parametrize(
    ("attempts", "used", "matches", "now", "verdict"),
    [
        pytest.param(0, False, True, _after(seconds=1), Verdict.RIGHT, id="R1.1.5-fresh"),
        pytest.param(0, False, True, _after(seconds=179.9), Verdict.RIGHT, id="R1.1.5-last-moment"),
        pytest.param(0, False, True, _after(minutes=3), Verdict.EXPIRED, id="R1.1.5-3-minutes"),
        pytest.param(0, True, True, _after(seconds=1), Verdict.EXPIRED, id="R1.1.6-burnt-on-use"),
        pytest.param(0, False, False, _after(seconds=1), Verdict.WRONG, id="R1.1.6-wrong"),
        pytest.param(4, False, True, _after(seconds=1), Verdict.RIGHT, id="R1.1.6-fifth-right"),
        pytest.param(
            4, False, False, _after(seconds=1), Verdict.EXHAUSTED, id="R1.1.6-fifth-wrong"
        ),
        pytest.param(5, False, True, _after(seconds=1), Verdict.EXHAUSTED, id="R1.1.6-worn-out"),
        pytest.param(5, False, False, _after(minutes=4), Verdict.EXPIRED, id="R1.1.6-old-and-worn"),
    ],
)
def test_judge(attempts: int, used: bool, matches: bool, now: datetime, verdict: Verdict) -> None:
    assert judge(SentCode(SENT, attempts, used), matches=matches, now=now) is verdict


def test_R1_1_5_without_a_sent_code_every_code_is_expired() -> None:
    assert judge(None, matches=True, now=SENT) is Verdict.EXPIRED


def test_R1_1_6_attempts_left_count_down_to_zero() -> None:
    left = [attempts_left(SentCode(SENT, n, used=False)) for n in range(MAX_ATTEMPTS + 1)]
    assert left == [4, 3, 2, 1, 0, 0]


@pytest.mark.parametrize(
    ("last", "now", "seconds"),
    [
        pytest.param(None, SENT, 0, id="R1.1.5-never-sent"),
        pytest.param(SENT, SENT, 180, id="R1.1.5-just-sent"),
        pytest.param(SENT, _after(seconds=0.5), 180, id="R1.1.5-rounds-up"),
        pytest.param(SENT, _after(seconds=179), 1, id="R1.1.5-one-second"),
        pytest.param(SENT, _after(seconds=180), 0, id="R1.1.5-over"),
        pytest.param(SENT, _after(days=1), 0, id="R1.1.5-long-over"),
    ],
)
def test_seconds_to_resend(last: datetime | None, now: datetime, seconds: int) -> None:
    assert seconds_to_resend(last, now) == seconds


@pytest.mark.parametrize(
    "typed", ["493 027", "493-027", "４９３０２７", "\u200b493027\u202c", "493.027"]
)
def test_R1_1_5_marks_in_a_code_are_tidied(typed: str) -> None:
    assert code_text(typed) == "493027"
    assert has_code_shape(code_text(typed))


@pytest.mark.parametrize("typed", ["", "49302", "4930277", "49302a", "٤٩٣٠٢٧", "四九三零二七"])
def test_R1_1_5_what_cannot_be_a_code_is_known_beforehand(typed: str) -> None:
    assert not has_code_shape(code_text(typed))
