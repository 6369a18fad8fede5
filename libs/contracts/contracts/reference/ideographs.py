"""All Han characters of GB 18030-2022: found by code point, reading, radical and strokes.

The standard's implementation level 3 has 87,887 of them, which are these blocks as they were in
Unicode 11. The tables hold many characters in a row, since one object each would be large.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from contracts.reference.characters import plain_syllable, rare_characters
from contracts.reference.files import read_rows

BLOCKS = (
    (0x4E00, 0x9FEF),  # CJK Unified Ideographs
    (0x3400, 0x4DB5),  # Extension A
    (0x20000, 0x2A6D6),  # Extension B
    (0x2A700, 0x2B734),  # Extension C
    (0x2B740, 0x2B81D),  # Extension D
    (0x2B820, 0x2CEA1),  # Extension E
    (0x2CEB0, 0x2EBE0),  # Extension F
)
# Unified ideographs that stand among the compatibility ones, and are no variants of others.
COMPATIBILITY = "\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27\ufa28\ufa29"
_CODE_POINT = re.compile(r"(?:u\+?|0x|\\u|&#x)?([0-9a-f]{4,6});?", re.IGNORECASE)
_KANGXI_RADICALS = 0x2F00
RADICALS = range(1, 215)


@dataclass(frozen=True, slots=True)
class HanCharacter:
    """A character; `level` is its list in 通用规范汉字表, 0 if it is in none.

    `residual_strokes` are those beside the radical's; readings are not known of all.
    """

    character: str
    code_point: str
    pinyin: tuple[str, ...]
    syllables: tuple[str, ...]
    level: int
    radical: int
    residual_strokes: int
    strokes: int


@dataclass(frozen=True, slots=True)
class Radical:
    """A radical of the Kangxi dictionary, in the shapes in which it is a character itself."""

    number: int
    characters: str


class _Table:
    """Rows that are each true of many characters; a character's rows are found by bisection."""

    def __init__(self, name: str) -> None:
        self.rows = read_rows(name)
        pairs = sorted((ord(c), i) for i, row in enumerate(self.rows) for c in row["characters"])
        self._code_points = array("I", (point for point, _ in pairs))
        self._places = array("H", (place for _, place in pairs))

    def of(self, character: str) -> list[dict[str, str]]:
        """Return the rows of a character in the order of the file."""
        first = bisect_left(self._code_points, ord(character))
        last = bisect_right(self._code_points, ord(character), first)
        return [self.rows[place] for place in self._places[first:last]]


@cache
def _strokes() -> _Table:
    return _Table("ideographs.csv")


@cache
def _readings() -> _Table:
    return _Table("readings.csv")


@cache
def _levels() -> _Table:
    return _Table("standard_levels.csv")


@cache
def _by_syllable() -> tuple[Sequence[str], Sequence[str]]:
    """Return the syllables in order, and beside each the characters of one of its readings."""
    rows = sorted(
        (plain_syllable(row["reading"]), int(row["place"]), row["reading"], row["characters"])
        for row in _readings().rows
    )
    return [row[0] for row in rows], [row[3] for row in rows]


@cache
def _shipped() -> dict[str, int]:
    return {rare.character: place for place, rare in enumerate(rare_characters())}


def is_in_standard(character: str) -> bool:
    """Tell whether a character is a Han character of GB 18030-2022."""
    point = ord(character)
    return character in COMPATIBILITY or any(first <= point <= last for first, last in BLOCKS)


def search_characters(
    q: str | None = None,
    initial: str | None = None,
    radical: str | None = None,
    strokes: int | None = None,
    residual_strokes: int | None = None,
) -> str:
    """Return the characters that agree with all that is given, those that are shipped first.

    `q` is a beginning of a syllable, a code point, or characters; `radical` a number or a shape.
    """
    found: Iterable[str] | None = None
    if radical or strokes is not None or residual_strokes is not None:
        found = _with_strokes(radical, strokes, residual_strokes)
    for wanted in (q, initial):
        if wanted and wanted.strip():
            found = _both(_matching(wanted.strip()), found)
    # Sorting is stable: the others keep the order in which they were found.
    places = _shipped()
    return "".join(sorted(dict.fromkeys(found or ()), key=lambda c: places.get(c, len(places))))


def describe_character(character: str) -> HanCharacter:
    """Return what is known of a character of the standard."""
    place = _strokes().of(character)[0]
    pinyin = tuple(row["reading"] for row in _readings().of(character))
    level = _levels().of(character)
    return HanCharacter(
        character,
        f"U+{ord(character):04X}",
        pinyin,
        tuple(dict.fromkeys(plain_syllable(reading) for reading in pinyin)),
        int(level[0]["level"]) if level else 0,
        int(place["radical"]),
        int(place["residual"]),
        int(place["strokes"]),
    )


def radical_number(text: str) -> int | None:
    """Return the number of a radical that is given by it or by one of its shapes."""
    wanted = unicodedata.normalize("NFKC", text.strip())
    if wanted.isascii() and wanted.isdigit():
        return int(wanted) if len(wanted) <= 3 and int(wanted) in RADICALS else None
    if len(wanted) != 1:
        return None
    shapes = (row for row in _strokes().of(wanted) if int(row["residual"]) <= 0)
    return next((int(row["radical"]) for row in shapes), None)


@cache
def radicals() -> tuple[Radical, ...]:
    """Return all radicals, each with the shape of the Kangxi dictionary first."""
    shapes: dict[int, str] = {
        number: unicodedata.normalize("NFKC", chr(_KANGXI_RADICALS + number - 1))
        for number in RADICALS
    }
    for row in _strokes().rows:
        if int(row["residual"]) <= 0 and row["place"] == "1":
            shapes[int(row["radical"])] += row["characters"]
    return tuple(Radical(n, "".join(dict.fromkeys(found))) for n, found in shapes.items())


def _both(one: Iterable[str], other: Iterable[str] | None) -> Iterable[str]:
    if other is None:
        return one
    allowed = set(other)
    return [character for character in one if character in allowed]


def _with_strokes(radical: str | None, strokes: int | None, residual: int | None) -> Iterator[str]:
    number = radical_number(radical) if radical else None
    if radical and number is None:
        return
    wanted = {"radical": number, "strokes": strokes, "residual": residual}
    given = {name: str(value) for name, value in wanted.items() if value is not None}
    for row in _strokes().rows:
        if all(row[name] == value for name, value in given.items()):
            yield from row["characters"]


def _matching(q: str) -> Iterable[str]:
    if code_point := _CODE_POINT.fullmatch(q):
        point = int(code_point[1], 16)
        return chr(point) if point < 0x110000 and is_in_standard(chr(point)) else ""
    typed = [character for character in q if is_in_standard(character)]
    return typed or _read_as(plain_syllable(q.lower()))


def _read_as(beginning: str) -> Iterator[str]:
    if not (beginning.isascii() and beginning.isalpha()):
        return
    syllables, characters = _by_syllable()
    for place in range(bisect_left(syllables, beginning), len(syllables)):
        if not syllables[place].startswith(beginning):
            return
        yield from characters[place]
