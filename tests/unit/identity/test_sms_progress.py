"""R1.1.6: the words for the way of an SMS."""

import pytest
from contracts.schemas.identity.fields import SMS_FAILURES, SMS_STATES
from identity.domain.sms_progress import FAILURES, TEXTS, message_of


def test_R1_1_6_every_state_and_reason_has_a_text() -> None:
    assert set(TEXTS) == set(SMS_STATES)
    assert set(FAILURES) == set(SMS_FAILURES)


@pytest.mark.parametrize("reason", SMS_FAILURES, ids=lambda reason: f"R1.1.6-{reason}")
def test_a_failure_is_explained_by_its_reason(reason: str) -> None:
    assert message_of("failed", reason) == FAILURES[reason]


def test_R1_1_6_a_reason_that_is_not_known_yet_is_still_a_failure() -> None:
    assert message_of("failed", "moon") == TEXTS["failed"]
    assert message_of("sent", None) == TEXTS["sent"]
