"""Telephone numbers and e-mail addresses."""

import pytest
from contracts.values import ValueProblem
from contracts.values.phones import clean_email, clean_employer_phone, clean_phone


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("13800138000", "13800138000", id="R1.1.4-plain"),
        pytest.param("138 0013 8000", "13800138000", id="R1.1.4-spaces"),
        pytest.param("138-0013-8000", "13800138000", id="R1.1.4-dashes"),
        pytest.param("138.0013.8000", "13800138000", id="R1.1.4-dots"),
        pytest.param(
            "\u202a138\u200b0013\u2011800\u00ad0\u202c", "13800138000", id="R1.1.4-unseen"
        ),
        pytest.param("+86 13800138000", "13800138000", id="R1.1.4-plus-86"),
        pytest.param("008613800138000", "13800138000", id="R1.1.4-0086"),
        pytest.param("１３８００１３８０００", "13800138000", id="R1.1.4-full-width"),
        pytest.param("19212345678", "19212345678", id="R1.1.4-new-range"),
        pytest.param("16612345678", "16612345678", id="R1.1.4-range-166"),
    ],
)
def test_clean_phone(raw: str, expected: str) -> None:
    assert clean_phone(raw) == expected


@pytest.mark.parametrize(
    "raw", ["12800138000", "1380013800", "138001380001", "010-12345678", "+85251234567", "一三八"]
)
def test_R1_1_4_phone_refused(raw: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_phone(raw)
    assert caught.value.code == "value.phone"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("010-12345678", "010-12345678", id="R3.4.2-area"),
        pytest.param("(0571)87654321", "0571-87654321", id="R3.4.2-brackets"),
        pytest.param("01062345678", "010-62345678", id="R3.4.2-no-dash"),
        pytest.param("057187654321", "0571-87654321", id="R3.4.2-four-digit-area"),
        pytest.param("010-62345678-802", "010-62345678-802", id="R3.4.2-extension"),
        pytest.param("010-62345678转802", "010-62345678-802", id="R3.4.2-extension-word"),
        pytest.param("62345678", "62345678", id="R3.4.2-local"),
        pytest.param("400-810-8888", "4008108888", id="R3.4.2-400"),
        pytest.param("138 0013 8000", "13800138000", id="R3.4.2-mobile"),
    ],
)
def test_clean_employer_phone(raw: str, expected: str) -> None:
    assert clean_employer_phone(raw) == expected


@pytest.mark.parametrize("raw", ["12345", "电话", "010-123", "1380013800", "010-62345678-1234567"])
def test_R3_4_2_employer_phone_refused(raw: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_employer_phone(raw)
    assert caught.value.code == "value.employer_phone"


def test_R3_2_3_email_domain_is_lower_case() -> None:
    assert clean_email(" Zhang.San@Example.COM ") == "Zhang.San@example.com"


@pytest.mark.parametrize(
    "raw", ["a", "a@b", "a@@b.cn", "a b@c.cn", "张@c.cn", "a..b@c.cn", "a@" + "b" * 250 + ".cn"]
)
def test_R3_2_3_email_refused(raw: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_email(raw)
    assert caught.value.code == "value.email"
