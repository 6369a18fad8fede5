"""Reference data that is packaged with the code; each answer is made once and kept."""

from dataclasses import asdict
from functools import lru_cache
from typing import Any

from contracts import reference

from gateway.routing.call import Call
from gateway.routing.dispatch import Prepared, prepare

KEPT_ANSWERS = 4096


async def dictionaries(_call: Call) -> Prepared:
    """Return all dictionaries."""
    return _dictionaries()


async def regions(call: Call) -> Prepared:
    """Return the regions directly under one, or the provinces."""
    return _regions(call.query["parent"])


async def rare_characters(call: Call) -> Prepared:
    """Return rare characters by initial or search; without either the initials alone."""
    return _rare_characters(call.query["q"], call.query["initial"])


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
def _rare_characters(q: str | None, initial: str | None) -> Prepared:
    found: tuple[Any, ...] = ()
    if q or initial:
        found = reference.rare_characters(q, initial)
    items = [asdict(character) for character in found]
    return prepare({"items": items, "initials": reference.initials()}, tagged=True)
