"""Nationalities: ISO 3166 alpha-3 codes with Chinese names."""

import json
from pathlib import Path

from pypinyin import lazy_pinyin

# Territories nobody holds a passport of, and those whose people do not register by passport.
_LEFT_OUT = frozenset(["AQ", "BV", "GS", "HM", "IO", "TF", "UM", "CN", "HK", "MO", "TW", "XK"])

# Names in use by the state (GB/T 2659) where the package's differ.
_STATE_NAMES = {
    "BA": "波斯尼亚和黑塞哥维那",
    "EH": "西撒哈拉",
    "FK": "马尔维纳斯群岛（福克兰群岛）",
    "ID": "印度尼西亚",
}


def build(package: Path) -> dict[str, object]:
    """Return the dictionary of nationalities, sorted by pinyin."""
    names = json.loads((package / "langs" / "zh.json").read_text(encoding="utf-8"))["countries"]
    codes = json.loads((package / "codes.json").read_text(encoding="utf-8"))
    items = [
        {
            "code": alpha3,
            "name": _STATE_NAMES.get(alpha2) or _first(names[alpha2]),
            "standard": alpha2,
        }
        for alpha2, alpha3, *_ in codes
        if alpha2 in names and alpha2 not in _LEFT_OUT
    ]
    items.sort(key=lambda item: (lazy_pinyin(item["name"]), item["code"]))
    return {"title": "国籍", "standard": "ISO 3166-1", "items": items}


def _first(names: str | list[str]) -> str:
    return names if isinstance(names, str) else names[0]
