"""R8.4: how long exports are kept, when they are tried again, and who may download."""

from datetime import UTC, datetime, timedelta

import pytest
from contracts.personal_data import EXPIRED, READY, RUNNING
from identity.domain.exports import delay_after, has_proved_password, prefix_of, state_at

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "expires_at", "shown"),
    [
        pytest.param(READY, NOW + SECOND, READY, id="R8.4-in-time"),
        pytest.param(READY, NOW, EXPIRED, id="R8.4-over"),
        pytest.param(RUNNING, None, RUNNING, id="R8.4-not-ready"),
    ],
)
def test_an_archive_that_is_due_to_go_has_gone(
    state: str, expires_at: datetime | None, shown: str
) -> None:
    assert state_at(state, expires_at, NOW) == shown


@pytest.mark.parametrize(
    ("session", "began", "allowed"),
    [
        pytest.param("asked", NOW - 9 * SECOND, True, id="R8.4-session-that-asked"),
        pytest.param("later", NOW, True, id="R8.4-later-log-in"),
        pytest.param("older", NOW - SECOND, False, id="R8.4-older-session"),
        pytest.param("gone", None, False, id="R8.4-unknown-session"),
        pytest.param(None, None, False, id="R8.4-no-session"),
    ],
)
def test_who_has_proved_the_password(
    session: str | None, began: datetime | None, allowed: bool
) -> None:
    assert has_proved_password(session, began, "asked", NOW) is allowed


def test_R8_4_attempts_wait_longer_each_time_and_write_apart() -> None:
    assert [delay_after(n).seconds for n in (1, 2, 3)] == [30, 60, 120]
    assert prefix_of("e", 1) != prefix_of("e", 2)
