"""R3.5.1: how the words and regions of a search for authorities are read."""

import pytest
from identity.domain.authority_search import (
    SearchWord,
    is_region_code,
    region_prefix,
    search_words,
)


def test_R3_5_1_words_are_folded_and_counted() -> None:
    assert search_words("ＨＤ　海淀，x'i'an") == [
        SearchWord("hd", "hd"),
        SearchWord("海淀", None),
        SearchWord("xian", "xian"),
    ]
    assert len(search_words("a b c d e f g")) == 5
    assert search_words("，。%_") == []


@pytest.mark.parametrize(
    ("code", "prefix"), [("110000", "11"), ("130100", "1301"), ("130102", "130102")]
)
def test_R3_5_1_a_region_holds_all_below_it(code: str, prefix: str) -> None:
    assert region_prefix(code) == prefix


def test_R3_5_1_a_region_code_has_six_digits() -> None:
    assert is_region_code("110108")
    assert not is_region_code("11010８")
    assert not is_region_code("1101")
