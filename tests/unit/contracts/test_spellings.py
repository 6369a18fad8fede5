"""R3.5.1: names are found by what is typed of their readings, from any syllable on."""

import pytest
from contracts.values.spellings import letters_of, spelled

HAIDIAN = ("bei", "jing", "shi", "hai", "dian", "qu")


@pytest.mark.parametrize("typed", ["haidian", "hdq", "hai", "dianqu", "dq"])
def test_R3_5_1_a_name_is_spelled_in_full_and_by_initials(typed: str) -> None:
    assert f" {typed}" in spelled(HAIDIAN)


@pytest.mark.parametrize("typed", ["aidian", "ianqu", "hq"])
def test_R3_5_1_a_spelling_begins_with_a_syllable(typed: str) -> None:
    assert f" {typed}" not in spelled(HAIDIAN)


@pytest.mark.parametrize(
    ("word", "letters"),
    [("lüliang", "lvliang"), ("hd", "hd"), ("h", None), ("海淀", None), ("h1", None)],
)
def test_R3_5_1_only_letters_are_a_reading(word: str, letters: str | None) -> None:
    assert letters_of(word) == letters
