"""Every Han character of GB 18030-2022 can be found and may stand in a name."""

import pytest
from contracts import reference
from contracts.reference.ideographs import BLOCKS, COMPATIBILITY, radical_number
from contracts.values.masking import mask_name
from contracts.values.names import clean_person_name, name_key
from contracts.values.text import is_storable, without_unseen

EVERY = [chr(c) for first, last in BLOCKS for c in range(first, last + 1)] + list(COMPATIBILITY)
SHIPPED = [rare.character for rare in reference.rare_characters()]


def test_R1_1_3_level_3_of_the_standard_has_87887_characters() -> None:
    assert len(set(EVERY)) == len(EVERY) == 87_887
    assert all(character.encode("gb18030").decode("gb18030") == character for character in EVERY)


def test_R1_1_3_each_is_found_by_its_code_point() -> None:
    missed = [c for c in EVERY if reference.search_characters(f"U+{ord(c):04X}") != c]
    assert missed == []


@pytest.mark.parametrize("form", ["u+{:04x}", "{:04X}", " {:x} ", "U{:05X}", "0x{:X}", "&#x{:x};"])
def test_R1_1_3_a_code_point_is_written_in_many_ways(form: str) -> None:
    missed = [c for c in EVERY[::97] if reference.search_characters(form.format(ord(c))) != c]
    assert missed == []


def test_R1_1_3_each_is_found_by_radical_and_strokes() -> None:
    found: set[str] = set()
    for number in range(1, 215):
        found |= set(reference.search_characters(radical=str(number)))
    assert found == set(EVERY)


def test_R1_1_3_each_says_how_it_is_found() -> None:
    for character in EVERY:
        told = reference.describe_character(character)
        assert told.character == character
        assert 1 <= told.radical <= 214
        assert told.strokes > 0


def test_R1_1_3_each_reading_leads_to_its_characters() -> None:
    read = [c for c in EVERY if reference.describe_character(c).pinyin]
    assert len(read) > 41_000
    by_syllable: dict[str, set[str]] = {}
    for character in read:
        for syllable in reference.describe_character(character).syllables:
            if syllable not in by_syllable:
                by_syllable[syllable] = set(reference.search_characters(syllable))
            assert character in by_syllable[syllable]


@pytest.mark.parametrize("character", ["的", "䶮", "𠀀", "𪛖", "𪜀", "𫝀", "𫠠", "𬺰", "𮯠", "﨎"])
def test_R1_1_3_the_character_itself_is_found(character: str) -> None:
    assert reference.search_characters(character) == character


@pytest.mark.parametrize("q", ["U+0041", "E863", "U+2F800", "U+110000", "FFFF", "2F00", "F900"])
def test_R1_1_3_no_other_code_point_is_offered(q: str) -> None:
    assert reference.search_characters(q) == ""


def test_R1_1_3_the_shipped_characters_come_first() -> None:
    found = reference.search_characters("yan")
    shipped = [c for c in found if c in SHIPPED]
    assert shipped == [c for c in SHIPPED if c in found]
    assert list(found[: len(shipped)]) == shipped
    assert "言" in found[len(shipped) :]


def test_R1_1_3_the_syllable_itself_comes_before_longer_ones() -> None:
    found = [c for c in reference.search_characters("xi") if c not in SHIPPED]
    assert found.index("西") < found.index("先")


@pytest.mark.parametrize("radical", ["水", "氵", "85", "⽔"])
def test_R1_1_3_a_radical_in_any_of_its_shapes(radical: str) -> None:
    assert radical_number(radical) == 85
    found = reference.search_characters(radical=radical, residual_strokes=7)
    assert "涂" in found
    assert "沐" not in found


@pytest.mark.parametrize("radical", ["河", "0", "215", "x", "水水", ""])
def test_R1_1_3_what_is_no_radical_finds_nothing(radical: str) -> None:
    assert radical_number(radical) is None


def test_R1_1_3_strokes_narrow_a_search_down() -> None:
    narrow = reference.search_characters("yan", radical="龙", strokes=9)
    assert "䶮" in narrow
    assert set(narrow) < set(reference.search_characters("yan"))
    assert set(narrow) < set(reference.search_characters(radical="龍", strokes=9))


def test_R1_1_3_all_214_radicals_are_listed_with_their_shapes() -> None:
    radicals = reference.radicals()
    assert [one.number for one in radicals] == list(range(1, 215))
    assert radicals[148].characters[0] == "言"
    assert "讠" in radicals[148].characters
    assert all(radical_number(c) == one.number for one in radicals for c in one.characters)


def test_R1_1_3_each_may_stand_in_a_name_and_is_masked_as_one_character() -> None:
    for start in range(0, len(EVERY), 50):
        name = "".join(EVERY[start : start + 50]) + "·明"
        assert clean_person_name(name, "resident_id") == name
        assert name_key(name) == name.replace("·", "")
        assert mask_name(name) == name[0] + "*" * (len(name) - 2) + "明"
        assert without_unseen(name) == name
        assert is_storable(name)
