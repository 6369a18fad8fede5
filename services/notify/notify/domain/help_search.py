"""How questions are searched: by words, by pieces of words, by pinyin in full and by initials.

Readings are made when an article is published. Each begins at a syllable and ends at what is no
ideograph, so that `zhuce` finds 怎样注册账号 and `huce` does not.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from contracts.values.spellings import letters_of, spellings
from contracts.values.text import half_width

MAX_WORDS = 5
_IDEOGRAPHS = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]+")
_WORD = re.compile(r"[^\W_]+")
_ASKING = re.compile(r"怎么办|为什么|是什么|怎么样|怎么|怎样|如何|什么|可以|[吗呢的了]")
# Of a word that is nowhere found as a whole, this share of its pieces.
_SHARE_NEEDED = 0.6
# Words of the platform that the library reads otherwise.
_READINGS = {"重置": [["chóng"], ["zhì"]]}


@dataclass(frozen=True, slots=True)
class SearchWord:
    """One word of a search; `letters` if it may be a reading, `pieces` if it may be taken apart."""

    text: str
    letters: str | None
    pieces: tuple[str, ...]

    @property
    def pieces_needed(self) -> int:
        """Return how many of the pieces a text must hold."""
        return -int(-len(self.pieces) * _SHARE_NEEDED // 1)


def search_words(query: str) -> list[SearchWord]:
    """Return the words to look for; each must be found."""
    text = folded(query).replace("'", "").replace("’", "")
    words = _WORD.findall(_ASKING.sub(" ", text)) or _WORD.findall(text)
    return [_search_word(word) for word in words[:MAX_WORDS]]


def folded(text: str) -> str:
    """Return a text as it is compared: half-width, without regard to case."""
    return half_width(text).lower()


def pinyin_text(*texts: str) -> str:
    """Return the readings of texts, each after a blank: in full and by initials."""
    readings = dict.fromkeys(reading for text in texts for reading in _readings(text))
    return "".join(f" {reading}" for reading in readings)


def _search_word(word: str) -> SearchWord:
    return SearchWord(
        text=word,
        letters=letters_of(word),
        pieces=_pieces(word) if _IDEOGRAPHS.fullmatch(word) else (),
    )


def _pieces(word: str) -> tuple[str, ...]:
    if len(word) < 3:
        return ()
    return tuple(dict.fromkeys(word[at : at + 2] for at in range(len(word) - 1)))


@cache
def _reader() -> Callable[[str], list[str]]:
    # Its tables take memory that only the process of an editor needs.
    from pypinyin import lazy_pinyin, load_phrases_dict

    load_phrases_dict(_READINGS)
    return partial(lazy_pinyin, errors="ignore")


def _readings(text: str) -> Iterator[str]:
    read = _reader()
    for run in _IDEOGRAPHS.findall(text):
        yield from spellings(read(run))
