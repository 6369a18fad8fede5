"""Unified social credit codes."""

import re

import pytest
from contracts import reference
from contracts.values import ValueProblem
from contracts.values.uscc import (
    check_character,
    clean_uscc,
    facts_of,
    suggested_employer_type,
)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("91350100M000100Y43", id="R3.4.2-vector-enterprise"),
        pytest.param("91110000600037341L", id="R3.4.2-vector-company"),
        pytest.param("91350100m000100y43", id="R3.4.2-lower-case"),
        pytest.param("９１３５０１００Ｍ０００１００Ｙ４３", id="R3.4.2-full-width"),
        pytest.param(" 9135 0100 M000 100Y 43 ", id="R3.4.2-spaces"),
    ],
)
def test_clean_uscc(raw: str) -> None:
    assert clean_uscc(raw) in {"91350100M000100Y43", "91110000600037341L"}


# What the standard and its amendments allow at the first two places, each with a letter further on.
FIRST_TWO = (
    *("11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49"),
    *("51", "52", "53", "54", "59", "61", "62", "69", "71", "72", "79", "81", "89"),
    *("91", "92", "93", "A1", "A9", "N1", "N2", "N3", "N9", "Y1"),
)


@pytest.mark.parametrize("first_two", FIRST_TWO)
def test_R3_4_2_every_department_of_the_standard_is_right(first_two: str) -> None:
    body = first_two + "110108MA0B1CDEX"
    assert clean_uscc(body + check_character(body)) == body + check_character(body)


@pytest.mark.parametrize(
    "mark", ["-", "–", "—", "\u2212", "_", ".", "·", "\u200b", "\u200e", "\ufeff"]
)
def test_R3_4_2_separators_and_unseen_marks_are_tidied(mark: str) -> None:
    assert clean_uscc(f"91{mark}350100{mark}M000100Y4{mark}3{mark}") == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param(
            "9135O100M000100Y43", "第 5 位不能是字母 O，请核对是否为 0", id="R3.4.2-letter"
        ),
        pytest.param("9135010AM000100Y43", "第 8 位应为数字", id="R3.4.2-region"),
        pytest.param("91350100M000100Y4", "现为 17 位", id="R3.4.2-length"),
        pytest.param("N2350100M000100Y4?", "第 18 位不能是“?”", id="R3.4.2-character"),
        pytest.param("N2350100M000100Y43", "请对照证书逐位核对", id="R3.4.2-mistyped"),
    ],
)
def test_the_refusal_says_what_is_wrong(raw: str, said: str) -> None:
    with pytest.raises(ValueProblem, match=re.escape(said)) as caught:
        clean_uscc(raw)
    assert "校验位" not in caught.value.message


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param("", "common.required", id="R3.4.2-empty"),
        pytest.param("91350100M000100Y44", "value.uscc_check_digit", id="R3.4.2-check-digit"),
        pytest.param("9135O100M000100Y43", "value.uscc_letters", id="R3.4.2-letter-O"),
        pytest.param("91350100M000100S43", "value.uscc_letters", id="R3.4.2-letter-S"),
        pytest.param("91350100M000100Y4", "value.uscc_length", id="R3.4.2-17-characters"),
        pytest.param("M0001000-4", "value.uscc_organisation_code", id="R3.4.2-organisation-code"),
        pytest.param("60003734X", "value.uscc_organisation_code", id="R3.4.2-organisation-code-x"),
        pytest.param("110000012345678", "value.uscc_registration_number", id="R3.4.2-registration"),
        pytest.param("9135010AM000100Y43", "value.uscc_format", id="R3.4.2-region-digits"),
        pytest.param(
            "统一社会信用代码统一社会信用代码十八", "value.uscc_format", id="R3.4.2-words"
        ),
    ],
)
def test_clean_uscc_refuses(raw: str, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_uscc(raw)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("prefix", "employer_type"),
    [
        ("91", "enterprise"),
        ("11", "government"),
        ("12", "public_institution"),
        ("51", "social_group"),
        ("52", "private_non_enterprise"),
        ("53", "foundation"),
        ("92", "individual_business"),
        ("N1", "rural_collective"),
        ("31", None),
    ],
)
def test_R3_4_2_employer_type_is_suggested(prefix: str, employer_type: str | None) -> None:
    assert suggested_employer_type(prefix + "350100M000100Y43") == employer_type
    assert employer_type is None or employer_type in reference.codes("employer_type")


def test_R3_4_2_a_code_says_who_registered_what_where() -> None:
    facts = facts_of(clean_uscc("91110108ma01kpgk0l"))
    assert (facts.department_code, facts.department) == ("9", "市场监督管理")
    assert (facts.body_code, facts.body) == ("91", "企业")
    assert (facts.region_code, facts.organisation_code) == ("110108", "MA01KPGK0")
    assert facts.employer_type == "enterprise"


def test_R3_4_2_what_no_table_holds_is_not_made_up() -> None:
    facts = facts_of("X9" + "350100M000100Y43")
    assert (facts.department, facts.body, facts.employer_type) == (None, None, None)
