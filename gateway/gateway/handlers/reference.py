"""Reference data that is packaged with the code; each answer is made once and kept."""

import re
from dataclasses import asdict
from functools import lru_cache

from contracts import reference
from contracts.errors import ValidationFailed, Violation

from gateway.routing.call import Call
from gateway.routing.dispatch import Prepared, prepare

KEPT_ANSWERS = 4096
RARE_CHARACTER_QUERY = (
    *("q", "initial", "radical", "strokes", "residual_strokes"),
    *("cursor", "limit"),
)


async def dictionaries(_call: Call) -> Prepared:
    """Return all dictionaries."""
    return _dictionaries()


async def regions(call: Call) -> Prepared:
    """Return the regions directly under one, or the provinces."""
    return _regions(call.query["parent"])


async def rare_characters(call: Call) -> Prepared:
    """Return one page of the Han characters that a search finds; without a search the initials alone."""
    return _rare_characters(*(call.query[name] for name in RARE_CHARACTER_QUERY))


async def radicals(_call: Call) -> Prepared:
    """Return the radicals by which characters are looked up."""
    return _radicals()


@lru_cache(maxsize=1)
def _dictionaries() -> Prepared:
    return prepare({"dictionaries": reference.dictionaries()}, tagged=True)


@lru_cache(maxsize=KEPT_ANSWERS)
def _regions(parent: str | None) -> Prepared:
    items = [
        {
            "code": region.code,
            "name": region.name,
            "level": region.level,
            "parent_code": region.parent_code,
            "has_children": bool(reference.regions(region.code)),
        }
        for region in reference.regions(parent)
    ]
    return prepare({"items": items}, tagged=True)


@lru_cache(maxsize=KEPT_ANSWERS // 16)
def _rare_characters(
    q: str | None,
    initial: str | None,
    radical: str | None,
    strokes: int | None,
    residual_strokes: int | None,
    cursor: str | None,
    limit: int,
) -> Prepared:
    found = reference.search_characters(q, initial, radical, strokes, residual_strokes)
    start = _start_of_page(cursor, len(found))
    items = [asdict(reference.describe_character(c)) for c in found[start : start + limit]]
    has_more = start + limit < len(found)
    answer = {"items": items, "next_cursor": str(start + limit) if has_more else None}
    return prepare(answer | {"initials": reference.initials()}, tagged=True)


def _start_of_page(cursor: str | None, length: int) -> int:
    """Return where a page begins: the data is the same for as long as the code is."""
    if cursor is None:
        return 0
    if not re.fullmatch("[0-9]{1,6}", cursor) or int(cursor) >= length:
        raise ValidationFailed.of([Violation("cursor", "common.bad_cursor")])
    return int(cursor)


@lru_cache(maxsize=1)
def _radicals() -> Prepared:
    return prepare({"items": [asdict(radical) for radical in reference.radicals()]}, tagged=True)
