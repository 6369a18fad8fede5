"""Rare characters: what pinyin input methods seldom offer, with all readings."""

import json
from pathlib import Path

from contracts.reference.characters import plain_syllable
from pypinyin import Style, pinyin

from tools.reference.regions import Row

_LEVEL_1_END, _LEVEL_2_END = 3500, 6500
_TABLE_SIZE = 8105


def read_table(package: Path) -> list[str]:
    """Return 通用规范汉字表 in its own order."""
    table: list[str] = json.loads(
        (package / "data" / "characters.json").read_text(encoding="utf-8")
    )
    if len(table) != _TABLE_SIZE:
        raise SystemExit(f"the table has {len(table)} characters instead of {_TABLE_SIZE}")
    return table


def build(table: list[str]) -> list[Row]:
    """Return the rows of rare_characters.csv, sorted by reading."""
    levels = {character: _level(index) for index, character in enumerate(table)}
    chosen = [
        c for c, level in levels.items() if level == 3 or (level == 2 and _is_beyond_gb2312(c))
    ]
    chosen += [character for character in _extras() if character not in levels]
    rows = [
        {"character": c, "pinyin": _readings(c), "level": str(levels.get(c, 0))} for c in chosen
    ]
    return sorted(rows, key=_order)


def levels_of(table: list[str]) -> list[Row]:
    """Return the rows of standard_levels.csv: the three lists of the table."""
    by_level: dict[int, list[str]] = {1: [], 2: [], 3: []}
    for index, character in enumerate(table):
        by_level[_level(index)].append(character)
    return [
        {"level": str(level), "characters": "".join(characters)}
        for level, characters in by_level.items()
    ]


def _order(row: Row) -> tuple[str, str, str]:
    first, *_ = row["pinyin"].split()
    return plain_syllable(first), first, row["character"]


def _level(index: int) -> int:
    if index < _LEVEL_1_END:
        return 1
    return 2 if index < _LEVEL_2_END else 3


def _is_beyond_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _extras() -> list[str]:
    path = Path(__file__).parent / "overlay" / "extra_characters.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line[0] for line in lines if line and not line.startswith("#")]


def _readings(character: str) -> str:
    [readings] = pinyin(character, style=Style.TONE, heteronym=True, errors="ignore") or [[]]
    if not readings:
        raise SystemExit(f"no reading is known for {character}")
    return " ".join(readings)
