"""Telephone numbers as people write them."""

import pytest
from contracts.error_codes import text_of
from contracts.values import ValueProblem
from contracts.values.phones import clean_employer_phone, clean_phone


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
        pytest.param("+86-138-0013-8000", "13800138000", id="R1.1.4-plus-86-dashes"),
        pytest.param("(+86) 138 0013 8000", "13800138000", id="R1.1.4-plus-86-in-brackets"),
        pytest.param("＋８６ 13800138000", "13800138000", id="R1.1.4-plus-86-full-width"),
        pytest.param("008613800138000", "13800138000", id="R1.1.4-0086"),
        pytest.param("0086 138 0013 8000", "13800138000", id="R1.1.4-0086-spaces"),
        pytest.param("8613800138000", "13800138000", id="R1.1.4-86"),
        pytest.param("013800138000", "13800138000", id="R1.1.4-long-distance"),
        pytest.param("tel:+8613800138000", "13800138000", id="R1.1.4-link"),
        pytest.param("手机：13800138000", "13800138000", id="R1.1.4-label"),
        pytest.param("１３８００１３８０００", "13800138000", id="R1.1.4-full-width"),
        pytest.param("19212345678", "19212345678", id="R1.1.4-new-range"),
        pytest.param("16612345678", "16612345678", id="R1.1.4-range-166"),
    ],
)
def test_clean_phone(raw: str, expected: str) -> None:
    assert clean_phone(raw) == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "common.required"),
        ("12800138000", "value.phone"),
        ("+86 128 0013 8000", "value.phone"),
        ("1380013800", "value.phone_length"),
        ("138001380001", "value.phone_length"),
        ("010-62345678", "value.phone_landline"),
        ("400-810-8888", "value.phone_landline"),
        ("+852 5123 4567", "value.phone_abroad"),
        ("00852 5123 4567", "value.phone_abroad"),
        ("一三八", "value.phone_characters"),
        pytest.param("138\u06600138000", "value.phone_characters", id="other-digits"),
    ],
)
def test_R1_1_4_a_refused_phone_says_what_is_wrong(raw: str, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_phone(raw)
    assert caught.value.code == code
    assert text_of(code)


EMPLOYER_PHONES = [
    pytest.param("010-12345678", "010-12345678", id="R3.4.2-area"),
    pytest.param("(0571)87654321", "0571-87654321", id="R3.4.2-brackets"),
    pytest.param("01062345678", "010-62345678", id="R3.4.2-no-dash"),
    pytest.param("010 6234 5678", "010-62345678", id="R3.4.2-spaces"),
    pytest.param("010-6234-5678", "010-62345678", id="R3.4.2-grouped"),
    pytest.param("010–62345678", "010-62345678", id="R3.4.2-another-dash"),
    pytest.param("057187654321", "0571-87654321", id="R3.4.2-four-digit-area"),
    pytest.param("0470-8234567", "0470-8234567", id="R3.4.2-seven-digits"),
    pytest.param("0470-82345678", "0470-82345678", id="R3.4.2-unknown-to-the-table"),
    pytest.param("+86 10 62345678", "010-62345678", id="R3.4.2-plus-86"),
    pytest.param("+86 (0)10 6234-5678", "010-62345678", id="R3.4.2-plus-86-and-0"),
    pytest.param("86-10-62345678", "010-62345678", id="R3.4.2-86"),
    pytest.param("0086-571-8765-4321", "0571-87654321", id="R3.4.2-0086"),
    pytest.param("010-62345678-802", "010-62345678-802", id="R3.4.2-extension"),
    pytest.param("010-62345678转802", "010-62345678-802", id="R3.4.2-extension-word"),
    pytest.param("010-62345678 转分机 802", "010-62345678-802", id="R3.4.2-extension-words"),
    pytest.param("010-62345678（分机：802）", "010-62345678-802", id="R3.4.2-extension-brackets"),
    pytest.param("010-62345678 ext. 802", "010-62345678-802", id="R3.4.2-ext"),
    pytest.param("010-62345678 x802", "010-62345678-802", id="R3.4.2-x"),
    pytest.param("010-62345678#802", "010-62345678-802", id="R3.4.2-hash"),
    pytest.param("tel:+86-10-62345678;ext=802", "010-62345678-802", id="R3.4.2-link"),
    pytest.param("电话：010-62345678", "010-62345678", id="R3.4.2-label"),
    pytest.param("0571-8765432转1", "0571-8765432-1", id="R3.4.2-one-digit-extension"),
    pytest.param("62345678", "62345678", id="R3.4.2-local"),
    pytest.param("6234-5678", "62345678", id="R3.4.2-local-grouped"),
    pytest.param("62345678-802", "62345678-802", id="R3.4.2-local-extension"),
    pytest.param("400-810-8888", "4008108888", id="R3.4.2-400"),
    pytest.param("4008108-888", "4008108888", id="R3.4.2-400-grouped"),
    pytest.param("+86 400 810 8888", "4008108888", id="R3.4.2-400-plus-86"),
    pytest.param("800 810 1234 转 2", "8008101234-2", id="R3.4.2-800-extension"),
    pytest.param("95588", "95588", id="R3.4.2-bank"),
    pytest.param("138 0013 8000", "13800138000", id="R3.4.2-mobile"),
    pytest.param("+86 138-0013-8000", "13800138000", id="R3.4.2-mobile-plus-86"),
    pytest.param("+852 2345 6789", "+85223456789", id="R3.4.2-abroad"),
    pytest.param("00852-2345-6789 转 12", "+85223456789-12", id="R3.4.2-abroad-00"),
]


@pytest.mark.parametrize(("raw", "expected"), EMPLOYER_PHONES)
def test_clean_employer_phone(raw: str, expected: str) -> None:
    assert clean_employer_phone(raw) == expected


@pytest.mark.parametrize(("_raw", "kept"), EMPLOYER_PHONES)
def test_R3_4_2_what_is_kept_of_an_employer_phone_reads_as_itself(_raw: str, kept: str) -> None:
    assert clean_employer_phone(kept) == kept


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("12345", "value.employer_phone"),
        ("010-123", "value.employer_phone"),
        ("1380013800", "value.employer_phone"),
        ("010-62345678-1234567", "value.employer_phone_extension"),
        ("010-62345678转1234567", "value.employer_phone_extension"),
        ("010-62345678转财务", "value.employer_phone_extension"),
        ("010-62345678/62345679", "value.employer_phone_several"),
        ("010-62345678、13800138000", "value.employer_phone_several"),
        ("+852 1", "value.employer_phone_abroad"),
        ("北京62345678", "value.employer_phone_characters"),
        pytest.param("\u0660\u0661\u0660-62345678", "value.employer_phone_characters", id="arabic"),
        ("电话", "common.required"),
    ],
)
def test_R3_4_2_a_refused_employer_phone_says_what_is_wrong(raw: str, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_employer_phone(raw)
    assert caught.value.code == code
    assert text_of(code)
