"""The rare characters of the name picker."""

import pytest
from contracts import reference
from contracts.reference.characters import plain_syllable
from contracts.values.names import clean_person_name

CHARACTERS = reference.rare_characters()


def found(q: str | None = None, initial: str | None = None) -> set[str]:
    return set(reference.search_characters(q, initial))


def test_R1_1_3_the_whole_third_list_is_there() -> None:
    levels = [rare.level for rare in CHARACTERS]
    assert levels.count(3) == 1605
    assert levels.count(2) == 188
    assert levels.count(0) >= 10
    assert len({rare.character for rare in CHARACTERS}) == len(CHARACTERS)


def test_R1_1_3_characters_beyond_the_bmp() -> None:
    assert sum(ord(rare.character) > 0xFFFF for rare in CHARACTERS) >= 193


@pytest.mark.parametrize("character", "䶮𬸚𫖯𬤇㛃𬣙𫭟𠙶燚曌靐龘")
def test_R1_1_3_known_rare_characters(character: str) -> None:
    assert character in {rare.character for rare in CHARACTERS}


def test_R1_1_3_every_character_may_stand_in_a_name() -> None:
    for rare in CHARACTERS:
        assert clean_person_name("王" + rare.character) == "王" + rare.character


@pytest.mark.parametrize(
    ("q", "character"),
    [
        pytest.param("yan", "䶮", id="R1.1.3-syllable"),
        pytest.param("yǎn", "䶮", id="R1.1.3-syllable-with-tone"),
        pytest.param("YAN", "䶮", id="R1.1.3-capitals"),
        pytest.param("ya", "䶮", id="R1.1.3-beginning"),
        pytest.param("U+4DAE", "䶮", id="R1.1.3-code-point"),
        pytest.param("u+4dae", "䶮", id="R1.1.3-code-point-lower-case"),
        pytest.param("䶮", "䶮", id="R1.1.3-itself"),
    ],
)
def test_search(q: str, character: str) -> None:
    assert character in found(q)


@pytest.mark.parametrize("q", ["yanx", "?", "あ"])
def test_R1_1_3_search_without_result(q: str) -> None:
    assert found(q) == set()


def test_R1_1_3_browse_by_initial() -> None:
    assert "䶮" in found(initial="y")
    assert "䶮" in found(initial="Y")
    assert "䶮" not in found(initial="l")
    browsed = set().union(*(found(initial=i) for i in reference.initials()))
    assert {rare.character for rare in CHARACTERS} < browsed


def test_R1_1_3_initial_and_search_together() -> None:
    assert found("yan", "y") == found("yan")
    assert found("yan", "l") == found("yan") & found(initial="l")


@pytest.mark.parametrize(("reading", "plain"), [("lǚ", "lv"), ("yǎn", "yan"), ("nüè", "nve")])
def test_plain_syllable(reading: str, plain: str) -> None:
    assert plain_syllable(reading) == plain
