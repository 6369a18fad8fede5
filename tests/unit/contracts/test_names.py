"""Names: nothing lost, nothing invisible."""

import pytest
from contracts.values import ValueProblem
from contracts.values.names import clean_person_name, name_key, read_person_name
from hypothesis import given
from hypothesis import strategies as st

RARE_NAMES = [
    pytest.param("张䶮", id="R1.1.3-extension-a"),
    pytest.param("王𬸚", id="R1.1.3-beyond-bmp"),
    pytest.param("李𬣙𫭟𠙶", id="R1.1.3-three-beyond-bmp"),
    pytest.param("陈\U00031350", id="R1.1.3-newer-than-python-tables"),
    pytest.param("赵\U000323b0", id="R1.1.3-extension-j"),
    pytest.param("〇一", id="R1.1.3-ideographic-zero"),
    pytest.param("阿卜杜拉·买买提", id="R1.1.3-separator"),
    pytest.param("ئابدۇللا مەمەت", id="R1.1.3-uyghur"),
    pytest.param("བསྟན་འཛིན".replace("་", " "), id="R1.1.3-tibetan"),
    pytest.param("Jean-Luc O'Neil", id="R1.1.3-latin"),
    pytest.param("Zoë Ångström", id="R1.1.3-accents"),
    pytest.param("买" * 50, id="R1.1.3-fifty-characters"),
    pytest.param("𬸚" * 100, id="R1.1.3-longest"),
]


@pytest.mark.parametrize("name", RARE_NAMES)
def test_names_are_kept(name: str) -> None:
    assert clean_person_name(name) == name


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        *(
            pytest.param(f"阿里{dot}买买提", "阿里·买买提", id=f"R1.1.3-dot-{ord(dot):04X}")
            for dot in "•‧∙⋅・･\u0387.．。"
        ),
        pytest.param("阿里 · 买买提", "阿里·买买提", id="R1.1.3-spaces-around-dot"),
        pytest.param("\u3000张三 ", "张三", id="R1.1.3-outer-spaces"),
        pytest.param("李\u3000明", "李明", id="R1.1.3-blank-within-a-chinese-name"),
        pytest.param("欧 阳 䶮", "欧阳䶮", id="R1.1.3-blanks-within-a-chinese-name"),
        pytest.param("王\u00a0𬸚", "王𬸚", id="R1.1.3-no-break-space"),
        pytest.param("阿里 。 买买提", "阿里·买买提", id="R1.1.3-full-stop-with-blanks"),
        pytest.param("阿里\u318d买买提", "阿里·买买提", id="R1.1.3-hangul-dot"),
        pytest.param("阿里\u1427买买提", "阿里·买买提", id="R1.1.3-canadian-dot"),
        pytest.param("Zoe\u0308 Li", "Zoë Li", id="R1.1.3-nfc"),
        pytest.param("ＬＩ  ＬＥＩ", "LI LEI", id="R1.1.3-full-width"),
        pytest.param("O\u2019Neil", "O'Neil", id="R1.1.3-apostrophe"),
    ],
)
def test_names_are_tidied(raw: str, expected: str) -> None:
    assert clean_person_name(raw) == expected


def test_R1_1_3_compatibility_characters_are_not_folded() -> None:
    assert clean_person_name("ﬁona") == "ﬁona"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param("", "common.required", id="R1.1.3-empty"),
        pytest.param("张", "value.name_too_short", id="R1.1.3-one-character"),
        pytest.param("张" * 101, "value.name_too_long", id="R1.1.3-101"),
        pytest.param("张三1", "value.name_character", id="R1.1.3-digit"),
        pytest.param("张三<b>", "value.name_character", id="R1.1.3-markup"),
        pytest.param("张😀", "value.name_character", id="R1.1.3-emoji"),
        pytest.param("J. Smith", "value.name_character", id="R1.1.3-latin-full-stop"),
        pytest.param("·张三", "value.name_separator", id="R1.1.3-leading-dot"),
        pytest.param("张三·", "value.name_separator", id="R1.1.3-trailing-dot"),
        pytest.param("张··三", "value.name_separator", id="R1.1.3-double-dot"),
        pytest.param("张三-", "value.name_separator", id="R1.1.3-trailing-hyphen"),
        pytest.param("张\ue863", "value.name_private_use", id="R1.1.3-private-use"),
        pytest.param("张\U000f0001", "value.name_private_use", id="R1.1.3-private-plane"),
        pytest.param("张\x00三", "value.name_invisible", id="R1.1.3-nul"),
        pytest.param("张\u202e三", "value.name_invisible", id="R1.1.3-bidi-override"),
        pytest.param("张\u200b三", "value.name_invisible", id="R1.1.3-zero-width"),
        pytest.param("葛\U000e0100城", "value.name_invisible", id="R1.1.3-variation-selector"),
        pytest.param("张\ud840", "value.name_invisible", id="R1.1.3-half-a-surrogate-pair"),
    ],
)
def test_names_are_refused(raw: str, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_person_name(raw)
    assert caught.value.code == code


PASSPORT_NAMES = (
    *("MUTHU S/O RAMASAMY", "SITI A/P KUMAR", "LATHA D/O SAMY", "LIM AH KOW @ LIM KOK", "J. Smith"),
    *(
        "John F. Kennedy, Jr.",
        "O'Neil",
        "'t Hooft",
        "Jean-Luc",
        "X",
        "J.R.R. Tolkien",
        "SMITH, JOHN",
    ),
    *("TAN AH KOW (CHEN YAGOU)", "Zoë Ångström", "SUHARTO", "D'Angelo-Smith", "李明"),
)


@pytest.mark.parametrize("id_type", ["passport", "hk_macao_permit", "taiwan_permit"])
@pytest.mark.parametrize("name", PASSPORT_NAMES)
def test_R1_1_3_names_are_kept_as_passports_print_them(name: str, id_type: str) -> None:
    assert clean_person_name(name, id_type) == name
    assert read_person_name(name) == name


@pytest.mark.parametrize(
    ("raw", "id_type", "code"),
    [
        pytest.param("MUTHU S/O RAM", "resident_id", "value.name_character", id="R1.1.3-resident"),
        pytest.param("李", "passport", "value.name_too_short", id="R1.1.3-one-ideograph"),
        pytest.param("LI//MING", "passport", "value.name_marks", id="R1.1.3-doubled"),
        pytest.param("LI MING @", "passport", "value.name_marks", id="R1.1.3-at-the-end"),
        pytest.param(".LI", "passport", "value.name_marks", id="R1.1.3-at-the-start"),
        pytest.param("-", "passport", "value.name_marks", id="R1.1.3-no-letter"),
        pytest.param("TAN (CHEN", "passport", "value.name_marks", id="R1.1.3-half-a-pair"),
        pytest.param("LI1", "passport", "value.name_character", id="R1.1.3-digit-in-passport"),
        pytest.param("LI<b>", "passport", "value.name_character", id="R1.1.3-markup-in-passport"),
    ],
)
def test_names_are_refused_by_certificate_type(raw: str, id_type: str, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_person_name(raw, id_type)
    assert caught.value.code == code


@pytest.mark.parametrize("dot", [",", "、", "，", "/", "*"])
def test_R1_1_3_other_dots_point_to_the_right_one(dot: str) -> None:
    with pytest.raises(ValueProblem, match="请用“·”"):
        clean_person_name(f"阿里{dot}买买提", "resident_id")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("李　明", "李明"),
        ("阿里·买买提", "阿里买买提"),
        ("Muthu S/O Ramasamy", "MUTHU SO RAMASAMY"),
        ("John F. Kennedy, Jr.", "john f kennedy jr"),
        ("O\u2019Neil", "ONEIL"),
        ("Zoë", "zoe"),
        ("ＬＩ ＬＥＩ", "lilei"),
    ],
)
def test_R1_1_3_names_are_compared_tolerantly(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize("name", ["欧阳䶮", "李𬣙𫭟𠙶", "陈\U00031350", "赵\U000323b0", "〇一"])
def test_R1_1_3_the_key_of_a_chinese_name_is_the_name(name: str) -> None:
    assert name_key(name) == name


def test_R1_1_3_the_refused_character_is_named() -> None:
    with pytest.raises(ValueProblem, match="“1”"):
        clean_person_name("张三1")


@given(st.text(max_size=120))
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    try:
        name = clean_person_name(raw)
    except ValueProblem:
        return
    assert clean_person_name(name) == name
    assert name.encode()
