"""How names of places are read: the library's tables, corrected by the overlay."""

from functools import cache
from typing import Any

from pypinyin import lazy_pinyin

from tools.reference.sources import overlay


def reading_of(name: str) -> str:
    """Return the syllables of a name without tones, a blank between them."""
    syllables: list[str] = lazy_pinyin(name)
    if len(syllables) != len(name):
        raise ValueError(f"{name} is not read character by character: {syllables}")
    corrections = _corrections()
    for place, character in enumerate(name):
        syllables[place] = corrections["characters"].get(character, syllables[place])
    for known, reading in corrections["names"].items():
        if (place := name.find(known)) >= 0:
            syllables[place : place + len(known)] = reading.split()
    return " ".join(syllables)


@cache
def _corrections() -> dict[str, Any]:
    corrections: dict[str, Any] = overlay("region_readings.json")
    return corrections
