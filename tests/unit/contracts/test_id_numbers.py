"""Certificate numbers: one row a rule."""

from datetime import date

import pytest
from contracts.values import ValueProblem
from contracts.values.id_numbers import (
    birth_date_of,
    check_character,
    clean_birth_date,
    clean_id_number,
    gender_of,
    identity_key,
    number_core,
)
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 11, 23)


def resident(first_seventeen: str) -> str:
    return first_seventeen + check_character(first_seventeen)


@pytest.mark.parametrize(
    ("id_type", "raw", "expected"),
    [
        pytest.param("resident_id", "11010519491231002X", "11010519491231002X", id="R1.1.2-vector"),
        pytest.param("resident_id", "11010519491231002x", "11010519491231002X", id="R1.1.2-x-to-X"),
        pytest.param(
            "resident_id",
            "１１０１０５１９４９１２３１００２Ｘ",
            "11010519491231002X",
            id="R1.1.2-full-width",
        ),
        pytest.param(
            "resident_id",
            " 110105 19491231\u3000002X\u200b",
            "11010519491231002X",
            id="R1.1.2-spaces",
        ),
        # A district founded after the holder's birth is on many genuine cards.
        pytest.param(
            "resident_id",
            resident("11011119700101001"),
            resident("11011119700101001"),
            id="R1.1.2-region-younger-than-holder",
        ),
        pytest.param(
            "resident_id",
            resident("65322819900101001"),
            resident("65322819900101001"),
            id="R1.1.2-newest-county",
        ),
        pytest.param("hk_macao_permit", "h12345678", "H12345678", id="R1.1.2-hong-kong-9"),
        pytest.param("hk_macao_permit", "M1234567801", "M1234567801", id="R1.1.2-macao-11"),
        pytest.param("taiwan_permit", "12345678", "12345678", id="R1.1.2-taiwan-8"),
        pytest.param("taiwan_permit", "1234567801", "1234567801", id="R1.1.2-taiwan-10"),
        pytest.param("passport", "e1234 5678", "E12345678", id="R1.1.2-passport"),
    ],
)
def test_clean_id_number(id_type: str, raw: str, expected: str) -> None:
    assert clean_id_number(id_type, raw, TODAY) == expected


@pytest.mark.parametrize(
    ("id_type", "raw", "code"),
    [
        pytest.param("resident_id", "", "common.required", id="R1.1.2-empty"),
        pytest.param("resident_id", "   ", "common.required", id="R1.1.2-blank"),
        pytest.param(
            "resident_id",
            "110105194912310021",
            "value.id_number_check_digit",
            id="R1.1.2-check-digit",
        ),
        pytest.param(
            "resident_id", "110105491231002", "value.id_number_15_digits", id="R1.1.2-15-digits"
        ),
        pytest.param(
            "resident_id", "11010519491231002", "value.id_number_resident", id="R1.1.2-17"
        ),
        pytest.param(
            "resident_id", "1101051949123100XX", "value.id_number_resident", id="R1.1.2-XX"
        ),
        pytest.param(
            "resident_id",
            "११०१०५१९४९१२३१००२X",
            "value.id_number_resident",
            id="R1.1.2-other-digits",
        ),
        pytest.param(
            "resident_id",
            resident("11010520230230001"),
            "value.id_number_birth_date",
            id="R1.1.2-30-february",
        ),
        pytest.param(
            "resident_id",
            resident("11010520270101001"),
            "value.birth_date_in_future",
            id="R1.1.2-future",
        ),
        pytest.param(
            "resident_id",
            resident("11010518991231001"),
            "value.birth_date_too_early",
            id="R1.1.2-1899",
        ),
        pytest.param(
            "resident_id",
            resident("11010520121124001"),
            "value.under_age",
            id="R1.1.2-one-day-under-14",
        ),
        pytest.param(
            "resident_id",
            resident("81000019900101001"),
            "value.id_number_hk_macao_residence_card",
            id="R1.1.2-hint-81",
        ),
        pytest.param(
            "resident_id",
            resident("82000019900101001"),
            "value.id_number_hk_macao_residence_card",
            id="R1.1.2-hint-82",
        ),
        pytest.param(
            "resident_id",
            resident("83000019900101001"),
            "value.id_number_taiwan_residence_card",
            id="R1.1.2-hint-83",
        ),
        pytest.param(
            "resident_id",
            resident("93110019900101001"),
            "value.id_number_foreigner_card",
            id="R1.1.2-hint-9",
        ),
        pytest.param("hk_macao_permit", "A1234567", "value.id_number_hk_macao", id="R1.1.2-hkid"),
        pytest.param(
            "hk_macao_permit", "H1234567", "value.id_number_hk_macao", id="R1.1.2-hk-short"
        ),
        pytest.param(
            "hk_macao_permit", "H123456789", "value.id_number_hk_macao", id="R1.1.2-hk-10"
        ),
        pytest.param("taiwan_permit", "A123456789", "value.id_number_taiwan", id="R1.1.2-twid"),
        pytest.param("passport", "1234", "value.id_number_passport", id="R1.1.2-passport-short"),
        pytest.param("passport", "E1234567890123456", "value.id_number_passport", id="R1.1.2-long"),
        pytest.param("passport", "护照12345", "value.id_number_passport", id="R1.1.2-passport-han"),
        pytest.param("driving_licence", "1", "value.id_type_unknown", id="R1.1.1-type"),
    ],
)
def test_clean_id_number_refuses(id_type: str, raw: str, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_id_number(id_type, raw, TODAY)
    assert caught.value.code == code
    assert caught.value.message


def test_R1_1_2_fourteen_today_may_register() -> None:
    number = resident("11010520121123001")
    assert clean_id_number("resident_id", number, TODAY) == number


def test_R1_1_2_leap_day_birthday_counts_from_first_of_march() -> None:
    with pytest.raises(ValueProblem):
        clean_birth_date("2012-02-29", date(2026, 2, 28))
    assert clean_birth_date("2012-02-29", date(2026, 3, 1)) == date(2012, 2, 29)


@pytest.mark.parametrize("raw", ["1990/01/31", "1990-13-01", "", "1990-02-30"])
def test_R1_1_4_birth_date_format(raw: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_birth_date(raw, TODAY)
    assert caught.value.code == "value.birth_date_format"


def test_R1_1_4_birth_date_and_gender_come_from_the_number() -> None:
    assert birth_date_of("11010519491231002X") == date(1949, 12, 31)
    assert gender_of("11010519491231002X") == "female"
    assert gender_of(resident("11010519491231001")) == "male"


@pytest.mark.parametrize(
    ("id_type", "number", "nationality", "key"),
    [
        pytest.param(
            "resident_id",
            "11010519491231002X",
            None,
            "resident_id:11010519491231002X",
            id="R1.1.2-resident",
        ),
        pytest.param(
            "hk_macao_permit",
            "H1234567802",
            None,
            "hk_macao_permit:H12345678",
            id="R1.1.2-renewed-permit-same-person",
        ),
        pytest.param(
            "taiwan_permit", "1234567801", None, "taiwan_permit:12345678", id="R1.1.2-taiwan-old"
        ),
        pytest.param(
            "passport", "E12345678", "USA", "passport:USA:E12345678", id="R1.1.2-passport"
        ),
        # This passport number looks like a permit's and must not be cut.
        pytest.param(
            "passport", "1234567801", "FRA", "passport:FRA:1234567801", id="R1.1.2-passport-whole"
        ),
    ],
)
def test_identity_key(id_type: str, number: str, nationality: str | None, key: str) -> None:
    assert identity_key(id_type, number, nationality) == key


def test_R1_1_2_passport_key_needs_nationality() -> None:
    with pytest.raises(ValueProblem) as caught:
        identity_key("passport", "E12345678")
    assert caught.value.code == "value.nationality_required"


@pytest.mark.parametrize(
    ("typed", "core"),
    [
        ("h12345678", "H12345678"),
        ("H1234567803", "H12345678"),
        ("12345678", "12345678"),
        ("1234567802", "12345678"),
        ("11010519491231002x", "11010519491231002X"),
        ("E12345678", "E12345678"),
    ],
)
def test_R2_1_1_number_core_finds_whatever_card_is_typed(typed: str, core: str) -> None:
    assert number_core(typed) == core


@given(st.text(max_size=30), st.sampled_from(["resident_id", "hk_macao_permit", "passport", "?"]))
def test_any_text_is_cleaned_or_refused(raw: str, id_type: str) -> None:
    try:
        number = clean_id_number(id_type, raw, TODAY)
    except ValueProblem:
        return
    assert clean_id_number(id_type, number, TODAY) == number
