"""R6.6: when an announcement shows, and what may be published."""

from datetime import UTC, datetime, timedelta

import pytest
from contracts.schemas import announcements as schemas
from notify.domain.announcements import (
    AUDIENCES,
    KIND_NAMES,
    LONGEST,
    STATUSES,
    find_obstacles,
    find_problems,
    is_shown,
)

START = datetime(2026, 12, 5, tzinfo=UTC)
END = START + timedelta(hours=8)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("status", "now", "shown"),
    [
        ("published", START, True),
        ("published", END - SECOND, True),
        ("published", START - SECOND, False),
        ("published", END, False),
        ("draft", START, False),
        ("withdrawn", START, False),
    ],
)
def test_R6_6_an_announcement_shows_in_its_time(status: str, now: datetime, shown: bool) -> None:
    assert is_shown(status, START, END, now) is shown


def test_R6_6_a_time_ends_after_it_begins_and_within_a_year() -> None:
    assert find_problems(START, END) == find_problems(START, START + LONGEST) == []
    for end, code in (
        (START, "notify.notice_ends_first"),
        (START - SECOND, "notify.notice_ends_first"),
        (START + LONGEST + SECOND, "notify.notice_too_long"),
    ):
        assert [(one.field, one.code) for one in find_problems(START, end)] == [("ends_at", code)]


def test_R6_6_what_nobody_would_see_is_not_published() -> None:
    assert find_obstacles(END, END - SECOND) == []
    assert [one.code for one in find_obstacles(END, END)] == ["notify.notice_over"]


def test_R8_2_schema_and_rules_know_the_same_words() -> None:
    assert tuple(KIND_NAMES) == schemas.KINDS
    assert AUDIENCES == schemas.AUDIENCES
    assert STATUSES == schemas.STATUSES


@pytest.mark.parametrize("link", ["/help/a", "https://example.gov.cn/x", None])
def test_R6_6_a_link_stays_here_or_is_https(link: str | None) -> None:
    assert "link" not in schemas.AnnouncementBody().validate({"link": link})


@pytest.mark.parametrize(
    "link", ["//evil.example", "http://x", "javascript:alert(1)", "help", "/a b"]
)
def test_R6_6_any_other_link_is_refused(link: str) -> None:
    assert schemas.AnnouncementBody().validate({"link": link})["link"] == ["notify.notice_link"]


def test_R6_6_a_moment_says_its_time_zone() -> None:
    assert "starts_at" in schemas.AnnouncementBody().validate({"starts_at": "2026-12-05T22:00:00"})
