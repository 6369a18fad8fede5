"""R1.1.6: what is answered about an SMS on its way."""

import pytest
from contracts.schemas.identity.fields import SMS_FAILURES, SMS_STATES
from notify.domain.progress import (
    REASONS,
    TROUBLE,
    UNCONFIRMED,
    UNREACHABLE,
    Progress,
    progress_of,
)
from notify.domain.sending import STATUSES


@pytest.mark.parametrize(
    ("status", "last_error", "was_sent", "shown"),
    [
        pytest.param("queued", None, False, Progress("queued"), id="R1.1.6-waits"),
        pytest.param("sending", None, False, Progress("queued"), id="R1.1.6-first-attempt"),
        pytest.param("queued", "busy", False, Progress("retrying"), id="R1.1.6-waits-again"),
        pytest.param("sending", "busy", False, Progress("retrying"), id="R1.1.6-next-attempt"),
        pytest.param("sent", None, True, Progress("sent"), id="R1.1.6-taken"),
        pytest.param("delivered", None, True, Progress("delivered"), id="R1.1.6-arrived"),
        pytest.param(
            "failed", "phone_off", True, Progress("failed", "not_delivered"), id="R1.1.6-phone-off"
        ),
        pytest.param(
            "failed",
            "mobile_number_illegal",
            False,
            Progress("failed", "number_invalid"),
            id="R1.1.6-no-such-number",
        ),
        pytest.param(
            "failed",
            "flow_limit_reached",
            False,
            Progress("failed", "number_limited"),
            id="R1.1.6-limited-by-the-carrier",
        ),
        pytest.param(
            "failed", "expired", False, Progress("failed", "too_late"), id="R1.1.6-too-late"
        ),
        pytest.param(
            "failed",
            "isv.AMOUNT_NOT_ENOUGH",
            False,
            Progress("failed", "provider_trouble"),
            id="R1.1.6-what-is-ours-stays-ours",
        ),
        pytest.param(
            "failed", None, False, Progress("failed", "provider_trouble"), id="R1.1.6-no-reason"
        ),
    ],
)
def test_progress(status, last_error, was_sent, shown) -> None:
    assert progress_of(status, last_error, was_sent=was_sent) == shown


def test_R1_1_6_everything_told_is_in_the_contract() -> None:
    errors = (None, "anything", *REASONS)
    shown = [
        progress_of(status, error, was_sent=sent, maybe_sent=maybe)
        for status in STATUSES
        for error in errors
        for sent in (True, False)
        for maybe in (True, False)
    ]
    assert {each.status for each in shown} < set(SMS_STATES)
    assert {each.reason for each in shown} - {None} == set(SMS_FAILURES)
    assert {TROUBLE, UNREACHABLE, UNCONFIRMED, *REASONS.values()} == set(SMS_FAILURES)


def test_R1_1_6_what_may_have_left_is_not_called_lost():
    progress = progress_of("failed", "provider_timeout", was_sent=False, maybe_sent=True)
    assert progress == Progress("failed", "unconfirmed")
