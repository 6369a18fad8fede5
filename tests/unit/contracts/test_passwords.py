"""Passwords."""

import pytest
from contracts.values import ValueProblem
from contracts.values.passwords import check_password

OWN = ["11010519491231002X", "13800138000"]


@pytest.mark.parametrize(
    "password", ["Kj2026#ok", "ledger-BOOK-77", "abC19xyQ", "~Tianjin9" * 7 + "x"]
)
def test_R1_1_4_password_accepted(password: str) -> None:
    check_password(password, OWN)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        pytest.param("Ab1#xyz", "value.password_too_short", id="R1.1.4-7"),
        pytest.param("Ab1#" * 17, "value.password_too_long", id="R1.1.4-68"),
        pytest.param("Ab1# xyzk", "value.password_characters", id="R1.1.4-space"),
        pytest.param("密码Ab1#xyz", "value.password_characters", id="R1.1.4-han"),
        pytest.param("abcdefgh1", "value.password_kinds", id="R1.1.4-two-kinds"),
        pytest.param("xa-31002X-B", "value.password_personal", id="R1.1.4-id-number-tail"),
        pytest.param("Xa-138000-b", "value.password_personal", id="R1.1.4-phone-tail"),
        pytest.param("Xa-1111-by", "value.password_guessable", id="R1.1.4-repeated"),
        pytest.param("Xa#12345y", "value.password_guessable", id="R1.1.4-run"),
        pytest.param("Xa#98765y", "value.password_guessable", id="R1.1.4-run-down"),
        pytest.param("Qwerty#86", "value.password_guessable", id="R1.1.4-keyboard-row"),
        pytest.param("P@ssw0rd!", "value.password_guessable", id="R1.1.4-well-known"),
    ],
)
def test_password_refused(password: str, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        check_password(password, OWN)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("password", "named"),
    [
        ("Xa-1111-by", "1111"),
        ("Xa#12345y", "12345"),
        ("QwerTy#86", "QwerT"),
        ("P@ssW0rd!", "P@ssW0rd"),
        ("AdmiN#8765", "AdmiN"),
        ("xa-31002X-B", "31002X"),
        ("xa-31002x-B", "31002x"),
        ("Xa-138000-b", "138000"),
    ],
)
def test_R1_1_4_refusal_names_what_is_weak(password: str, named: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        check_password(password, OWN)
    assert f"“{named}”" in caught.value.message
