"""R6.1: one-time passwords by RFC 6238, one use each, with a drift of one step; recovery codes."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from identity.domain.totp import (
    Verdict,
    clean_code,
    code_of_step,
    is_totp_code,
    judge_code,
    new_recovery_codes,
    new_secret,
    provisioning_uri,
    step_of,
)

# The secret and the moments of the RFC's test vectors, by their last six digits.
SECRET = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 11, 28, 8, 0, 10, tzinfo=UTC)
STEP = step_of(NOW)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (20000000000, "353130")],
)
def test_R6_1_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    assert code_of_step(SECRET, step_of(datetime.fromtimestamp(seconds, UTC))) == code


@pytest.mark.parametrize(
    ("drift", "verdict"),
    [
        pytest.param(-2, Verdict.WRONG, id="R6.1-two-behind"),
        pytest.param(-1, Verdict.RIGHT, id="R6.1-one-behind"),
        pytest.param(0, Verdict.RIGHT, id="R6.1-now"),
        pytest.param(1, Verdict.RIGHT, id="R6.1-one-ahead"),
        pytest.param(2, Verdict.WRONG, id="R6.1-two-ahead"),
    ],
)
def test_drift(drift: int, verdict: Verdict) -> None:
    judged = judge_code(SECRET, code_of_step(SECRET, STEP + drift), None, NOW)
    assert judged.verdict is verdict
    assert judged.step == (STEP + drift if verdict is Verdict.RIGHT else None)


@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        pytest.param(STEP - 1, Verdict.RIGHT, id="R6.1-step-before-was-used"),
        pytest.param(STEP, Verdict.USED, id="R6.1-replayed"),
        pytest.param(STEP + 1, Verdict.USED, id="R6.1-a-later-one-was-used"),
    ],
)
def test_replay(last: int, verdict: Verdict) -> None:
    assert judge_code(SECRET, code_of_step(SECRET, STEP), last, NOW).verdict is verdict


def test_R6_1_a_code_of_another_secret_is_wrong() -> None:
    assert judge_code(new_secret(), code_of_step(SECRET, STEP), None, NOW).verdict is Verdict.WRONG
    later = NOW + timedelta(minutes=2)
    assert judge_code(SECRET, code_of_step(SECRET, STEP), None, later).verdict is Verdict.WRONG


def test_R6_1_an_app_reads_the_address() -> None:
    uri = provisioning_uri(SECRET, "haidian_wang")
    assert uri.startswith("otpauth://totp/")
    assert f"secret={SECRET}" in uri
    assert "haidian_wang" in uri
    assert "period=30" in uri


def test_R6_1_recovery_codes_cannot_be_guessed_and_are_read_as_meant() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    assert all(len(clean_code(code)) == 10 for code in codes)
    assert not any(is_totp_code(clean_code(code)) for code in codes)
    assert clean_code(" 7k2qm - x9d4t ") == "7K2QMX9D4T"
    assert clean_code("OIL12-34567") == "0111234567"
    assert is_totp_code(clean_code("123 456"))
    assert not is_totp_code("１２３４５６")
