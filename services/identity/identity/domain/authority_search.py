"""How authorities are looked for: by words of their names, by letters, by region."""

import re
from dataclasses import dataclass

from contracts.values.spellings import letters_of
from contracts.values.text import half_width

MAX_QUERY = 50
MAX_WORDS = 5
_WORD = re.compile(r"[^\W_]+")
_REGION = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class SearchWord:
    """One word of a search; `letters` if it may be how a name is spelled."""

    text: str
    letters: str | None


def search_words(query: str) -> list[SearchWord]:
    """Return the words to look for; each must be found."""
    folded = half_width(query).lower().replace("'", "").replace("’", "")
    words = _WORD.findall(folded)[:MAX_WORDS]
    return [SearchWord(word, letters_of(word)) for word in words]


def is_region_code(text: str) -> bool:
    """Tell whether a text has the form of a region's code."""
    return _REGION.fullmatch(text) is not None


def region_prefix(region_code: str) -> str:
    """Return what the codes of a region and of all below it begin with."""
    while region_code.endswith("00"):
        region_code = region_code[:-2]
    return region_code
