"""All Han characters of GB 18030-2022: how each is read, and its radical and strokes."""

import bz2
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from contracts.reference.characters import plain_syllable
from contracts.reference.ideographs import BLOCKS, COMPATIBILITY
from pypinyin.constants import PINYIN_DICT

from tools.reference.regions import Row

_ALL = [
    *(chr(point) for first, last in BLOCKS for point in range(first, last + 1)),
    *COMPATIBILITY,
]


def strokes(folder: Path) -> list[Row]:
    """Return the rows of ideographs.csv: the characters of each radical by their strokes.

    `folder` holds Unihan. A few characters stand under two radicals; the second one has place 2.
    """
    found: dict[tuple[int, int, int, int], list[str]] = defaultdict(list)
    radicals, totals = _values(folder, "kRSUnicode"), _values(folder, "kTotalStrokes")
    for character in _ALL:
        total = int(totals[character].split()[0])
        for place, entry in enumerate(radicals[character].split(), 1):
            radical, residual = entry.replace("'", "").split(".")
            found[place, int(radical), int(residual), total].append(character)
    return [
        dict(zip(("place", "radical", "residual", "strokes"), map(str, key), strict=True))
        | {"characters": "".join(characters)}
        for key, characters in sorted(found.items())
    ]


def readings() -> list[Row]:
    """Return the rows of readings.csv: the characters of each reading, first readings first."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for character in _ALL:
        for place, reading in enumerate(_readings_of(character), 1):
            found[place, reading].append(character)
    return [
        {"place": str(place), "reading": reading, "characters": "".join(characters)}
        for (place, reading), characters in sorted(found.items(), key=_order)
    ]


def _order(entry: tuple[tuple[int, str], list[str]]) -> tuple[int, str, str]:
    (place, reading), _ = entry
    return place, plain_syllable(reading), reading


def _readings_of(character: str) -> list[str]:
    known = PINYIN_DICT.get(ord(character), "").split(",")
    return list(dict.fromkeys(reading for reading in known if reading))


def _values(folder: Path, field: str) -> dict[str, str]:
    path = folder / "usr/share/unicode/Unihan_IRGSources.txt.bz2"
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        return dict(_entries(lines, field))


def _entries(lines: Iterator[str], field: str) -> Iterator[tuple[str, str]]:
    for line in lines:
        point, _, rest = line.rstrip("\n").partition("\t")
        name, _, value = rest.partition("\t")
        if name == field and not point.startswith("#"):
            yield chr(int(point.removeprefix("U+"), 16)), value
