"""What follows an attempt to send an SMS."""

from datetime import UTC, datetime, timedelta

import pytest
from notify.domain.sending import (
    FAILED,
    MAX_ATTEMPTS,
    QUEUED,
    Failure,
    History,
    after_failure,
    choose_provider,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TWO = ["first", "second"]
DOWN = Failure("down")
LOST = Failure("lost", maybe_sent=True)


@pytest.mark.parametrize(
    ("names", "history", "expected"),
    [
        pytest.param(TWO, History(), "first", id="R7.1-first-attempt"),
        pytest.param(TWO, History(1, "first", 1), "second", id="R7.1-fail-over"),
        pytest.param(TWO, History(2, "second", 1), "first", id="R7.1-round-again"),
        pytest.param(
            TWO, History(1, "first", 1, maybe_sent=True), "first", id="R7.1-may-have-left-same"
        ),
        pytest.param(
            TWO, History(2, "first", 2, maybe_sent=True), "second", id="R7.1-lost-twice-other"
        ),
        pytest.param(["only"], History(3, "only", 3), "only", id="R7.1-one-provider"),
        pytest.param(TWO, History(1, "gone", 1), "first", id="R7.1-provider-taken-away"),
    ],
)
def test_choose_provider(names, history, expected):
    assert choose_provider(names, history) == expected


@pytest.mark.parametrize(
    ("failure", "attempts", "providers", "wait"),
    [
        pytest.param(DOWN, 1, 2, 0, id="R7.1-other-provider-at-once"),
        pytest.param(DOWN, 2, 2, 5, id="R7.1-both-failed-wait"),
        pytest.param(DOWN, 3, 2, 0, id="R7.1-second-round-other-at-once"),
        pytest.param(DOWN, 4, 2, 30, id="R7.1-wait-longer"),
        pytest.param(DOWN, 1, 1, 5, id="R7.1-one-provider-waits"),
        pytest.param(DOWN, 3, 1, 120, id="R7.1-one-provider-waits-longer"),
        pytest.param(LOST, 1, 2, 5, id="R7.1-lost-answer-waits"),
        pytest.param(
            Failure("contact_unavailable", elsewhere=False), 1, 2, 5, id="R7.1-our-own-trouble"
        ),
    ],
)
def test_wait_after_failure(failure, attempts, providers, wait):
    following = after_failure(failure, History(attempts, "first", 1), providers, NOW, None)
    assert following.status == QUEUED
    assert following.next_attempt_at == NOW + timedelta(seconds=wait)
    assert following.error == failure.code


@pytest.mark.parametrize(
    ("failure", "attempts", "expires_in"),
    [
        pytest.param(Failure("no_number", permanent=True), 1, None, id="R7.1-never-again"),
        pytest.param(DOWN, MAX_ATTEMPTS, None, id="R7.1-attempts-used-up"),
        pytest.param(DOWN, 2, 5, id="R1.1.5-code-would-come-too-late"),
    ],
)
def test_final_failures(failure, attempts, expires_in):
    expires_at = NOW + timedelta(seconds=expires_in) if expires_in else None
    following = after_failure(failure, History(attempts, "first", 1), 2, NOW, expires_at)
    assert (following.status, following.next_attempt_at) == (FAILED, None)
    assert following.error == failure.code


def test_R1_1_5_code_still_in_time_is_tried_again():
    following = after_failure(DOWN, History(2, "second", 1), 2, NOW, NOW + timedelta(seconds=6))
    assert following.status == QUEUED
