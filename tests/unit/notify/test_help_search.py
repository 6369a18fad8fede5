"""R1.2.1: questions are found by words as people type them, by full pinyin and by initials."""

import pytest
from notify.domain.help_search import pinyin_text, search_words


def matches(query, text):
    """Tell whether a query of letters alone finds a text by its pinyin."""
    readings = pinyin_text(text)
    return all(f" {word.letters}" in readings for word in search_words(query))


@pytest.mark.parametrize(
    "query",
    [
        "zhuce",
        "zhu ce",
        "ZHUCE",
        "ｚｈｕｃｅ",
        "zhuc",
        "zhuce zhanghao",
        "zczh",
        "zh",
        "zyzc",
        "zhu'ce",
    ],
)
def test_R1_2_1_letters_find_readings_from_any_syllable_on(query):
    assert matches(query, "怎样注册账号")


@pytest.mark.parametrize("query", ["huce", "uce", "zhangce", "czh z"])
def test_R1_2_1_letters_inside_a_syllable_find_nothing(query):
    assert not matches(query, "怎样注册账号")


def test_R1_2_1_readings_follow_the_word():
    assert matches("diaozhuan", "属地调转")
    assert matches("chongzhi", "重置密码")
    assert matches("lv", "旅行证件")


def test_R1_2_1_readings_stop_at_what_is_no_character():
    assert matches("mima", "密码，手机号")
    assert not matches("mimashouji", "密码，手机号")


def test_R1_2_1_one_letter_is_no_reading():
    assert [word.letters for word in search_words("z")] == [None]
    assert [word.letters for word in search_words("注册")] == [None]


def test_R1_2_1_question_words_are_left_out():
    assert [word.text for word in search_words("验证码收不到怎么办？")] == ["验证码收不到"]
    assert [word.text for word in search_words("怎么上传照片吗")] == ["上传照片"]
    assert [word.text for word in search_words("怎么办")] == ["怎么办"]


def test_R1_2_1_a_long_word_has_pieces_of_two():
    [word] = search_words("收不到短信")
    assert word.pieces == ("收不", "不到", "到短", "短信")
    assert word.pieces_needed == 3
    [short] = search_words("注册")
    assert short.pieces == ()


def test_R1_2_1_a_search_has_a_bounded_number_of_words():
    assert len(search_words("一 二 三 四 五 六 七 八 九 十")) == 5
    assert search_words("  ，。 ") == []


def test_R1_2_1_marks_of_patterns_are_plain_text():
    assert [word.text for word in search_words("100%_a")] == ["100", "a"]
