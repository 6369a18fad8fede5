"""R2.3.2: the life of a certification, and what its person reads of it."""

from datetime import UTC, datetime, timedelta

import pytest
from identity.domain.certifications import (
    GRACE,
    GRACE_WITHOUT_ANSWER,
    OPEN_STATES,
    Reason,
    State,
    Verdict,
    find_obstacle,
    is_other_person,
    is_over,
    message_of,
    reason_of,
    seconds_left,
    shown_state,
)

END = datetime(2026, 11, 28, 4, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("reason", list(Reason))
def test_R2_3_2_every_failure_says_what_to_do(reason: Reason) -> None:
    text = message_of(State.FAILED, reason)
    assert any(words in text for words in ("刷新二维码", "重新扫码", "线上实名认证"))


def test_R2_3_2_every_failure_has_words_of_its_own() -> None:
    assert len({message_of(State.FAILED, reason) for reason in Reason}) == len(Reason)


@pytest.mark.parametrize("state", OPEN_STATES)
def test_R2_3_2_an_alipay_that_is_away_is_named_while_one_waits(state: State) -> None:
    assert "暂时无法使用" in message_of(state, Reason.UNAVAILABLE)
    assert "暂时无法使用" not in message_of(state, None)


def test_R2_3_2_a_reason_of_a_newer_version_is_borne() -> None:
    assert message_of(State.FAILED, "not known yet") == message_of(State.FAILED, Reason.NOT_PASSED)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("IDENTITY_MISMATCH", Reason.MISMATCH),
        ("姓名与证件号码不一致", Reason.MISMATCH),
        ("user_cancelled", Reason.CANCELLED),
        ("用户取消", Reason.CANCELLED),
        ("Z1147", Reason.NOT_PASSED),
    ],
)
def test_R2_3_2_alipays_reasons_in_our_words(said: str, reason: Reason) -> None:
    assert reason_of(said) == reason


@pytest.mark.parametrize(
    ("id_type", "status", "code"),
    [
        ("resident_id", "unverified", None),
        ("resident_id", "returned", None),
        ("resident_id", "under_review", None),
        ("resident_id", "verified", "identity.already_verified"),
        ("passport", "unverified", "identity.alipay_resident_only"),
        ("hk_macao_permit", "unverified", "identity.alipay_resident_only"),
        ("taiwan_permit", "unverified", "identity.alipay_resident_only"),
        ("passport", "verified", "identity.already_verified"),
    ],
)
def test_R2_3_2_who_can_be_certified(id_type: str, status: str, code: str | None) -> None:
    assert find_obstacle(id_type, status) == code


@pytest.mark.parametrize(
    ("name", "number", "other"),
    [
        (None, None, False),
        ("欧阳䶮", "11010519491231002x", False),
        ("欧阳龑", None, True),
        (None, "110105194912310038", True),
    ],
)
def test_R2_3_2_another_name_or_number_is_another_person(
    name: str | None, number: str | None, other: bool
) -> None:
    verdict = Verdict(State.PASSED, None, name, number)
    assert is_other_person(verdict, "欧阳䶮", "11010519491231002X") is other


def test_R2_3_2_the_end_leaves_room_for_the_last_second_and_for_an_outage() -> None:
    assert not is_over(END, END + GRACE - SECOND, is_answered=True)
    assert is_over(END, END + GRACE, is_answered=True)
    assert not is_over(END, END + GRACE, is_answered=False)
    assert is_over(END, END + GRACE_WITHOUT_ANSWER, is_answered=False)


def test_R2_3_2_what_is_shown_at_the_end() -> None:
    assert shown_state("waiting", END, END - SECOND) == "waiting"
    assert shown_state("waiting", END, END) == "expired"
    assert shown_state("scanned", END, END) == "scanned"
    assert shown_state("passed", END, END) == "passed"
    assert [seconds_left(END, END - timedelta(seconds=s)) for s in (1.2, 1, 0, -5)] == [2, 1, 0, 0]
