"""Characters of names that input methods rarely offer: the first that the picker shows."""

import unicodedata
from dataclasses import dataclass
from functools import cache

from contracts.reference.files import read_rows


@dataclass(frozen=True, slots=True)
class RareCharacter:
    """A character with its readings; `level` is its list in 通用规范汉字表, 0 if it is in none."""

    character: str
    code_point: str
    pinyin: tuple[str, ...]
    syllables: tuple[str, ...]
    level: int


@cache
def rare_characters() -> tuple[RareCharacter, ...]:
    """Return them in the order of their readings."""
    return tuple(_character(row) for row in read_rows("rare_characters.csv"))


def _character(row: dict[str, str]) -> RareCharacter:
    readings = tuple(row["pinyin"].split())
    return RareCharacter(
        character=row["character"],
        code_point=f"U+{ord(row['character']):04X}",
        pinyin=readings,
        syllables=tuple(dict.fromkeys(plain_syllable(reading) for reading in readings)),
        level=int(row["level"]),
    )


def plain_syllable(reading: str) -> str:
    """Return a reading without its tone, with v for ü: `lǚ` becomes `lv`."""
    decomposed = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    with_v = decomposed.replace("u\u0308", "v")
    return "".join(c for c in with_v if not unicodedata.combining(c)).replace("ê", "e")


@cache
def initials() -> tuple[str, ...]:
    """Return the pinyin initials under which there are characters."""
    return tuple(sorted({syllable[0] for c in rare_characters() for syllable in c.syllables}))
