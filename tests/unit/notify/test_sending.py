"""What follows an attempt to send an SMS."""

from datetime import UTC, datetime, timedelta

import pytest
from notify.domain.sending import (
    FAILED,
    HOLD,
    MAX_ATTEMPTS,
    QUEUED,
    Failure,
    History,
    after_failure,
    candidates,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
TWO = ["first", "second"]
DOWN = Failure("down")
LOST = Failure("lost", maybe_sent=True)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(History(), TWO, id="R7.1-first-attempt"),
        pytest.param(History(1, "first", 1), ["second", "first"], id="R7.1-fail-over"),
        pytest.param(History(2, "second", 1), TWO, id="R7.1-round-again"),
        pytest.param(History(1, "first", 1, True, LATER), ["first"], id="R7.1-in-doubt-same"),
        pytest.param(History(1, "first", 1, True), ["first"], id="R7.1-in-doubt-of-old-rows"),
        pytest.param(History(1, "gone", 1, True, LATER), [], id="R7.1-in-doubt-and-taken-away"),
        pytest.param(
            History(2, "first", 2, True, NOW), ["second", "first"], id="R7.1-doubt-is-over"
        ),
        pytest.param(History(1, "gone", 1), TWO, id="R7.1-provider-taken-away"),
    ],
)
def test_candidates(history, expected):
    assert list(candidates(TWO, history, NOW)) == expected


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
    following = after_failure(
        failure, History(attempts, "first", 1), providers, NOW, None, tells_repeats=True
    )
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
    following = after_failure(
        failure, History(attempts, "first", 1), 2, NOW, expires_at, tells_repeats=True
    )
    assert (following.status, following.next_attempt_at) == (FAILED, None)
    assert following.error == failure.code


def test_R1_1_5_code_still_in_time_is_tried_again():
    following = after_failure(
        DOWN, History(2, "second", 1), 2, NOW, NOW + timedelta(seconds=6), tells_repeats=True
    )
    assert following.status == QUEUED


@pytest.mark.parametrize(("tells_repeats", "wait"), [(True, timedelta(seconds=5)), (False, HOLD)])
def test_R7_1_only_who_tells_repeats_is_asked_again_in_doubt(tells_repeats, wait):
    following = after_failure(
        LOST, History(1, "first", 1), 2, NOW, None, tells_repeats=tells_repeats
    )
    assert (following.next_attempt_at, following.doubt_until) == (NOW + wait, NOW + HOLD)


def test_R7_1_a_refusal_keeps_the_doubt_and_its_end():
    history = History(2, "first", 2, True, LATER)
    following = after_failure(DOWN, history, 2, NOW, None, tells_repeats=True)
    assert (following.next_attempt_at, following.doubt_until) == (LATER, LATER)


def test_R7_1_a_code_in_doubt_fails_at_once_where_it_cannot_be_repeated():
    expires_at = NOW + timedelta(seconds=180)
    following = after_failure(LOST, History(1, "first", 1), 2, NOW, expires_at, tells_repeats=False)
    assert (following.status, following.doubt_until) == (FAILED, NOW + HOLD)
