"""Reference data that is packaged with the code; each answer is made once and kept."""

import re
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from contracts import reference
from contracts.errors import ValidationFailed, Violation
from contracts.values.problem import ValueProblem
from contracts.values.text import code_text
from contracts.values.uscc import UsccFacts, clean_uscc, facts_of

from gateway.handlers.optional import ask_briefly
from gateway.routing.call import Call
from gateway.routing.dispatch import Prepared, compress, prepare

KEPT_ANSWERS = 4096
RARE_CHARACTER_QUERY = (
    *("q", "initial", "radical", "strokes", "residual_strokes"),
    *("cursor", "limit"),
)

REGIONAL_AUTHORITY = "identity.find_regional_authority"
_FACTS = ("department", "body", "region", "organisation_code", "employer_type", "authority")


async def dictionaries(_call: Call) -> Prepared:
    """Return all dictionaries."""
    return _dictionaries()


async def regions(call: Call) -> Prepared:
    """Return the regions directly under one, or the provinces."""
    return _regions(call.query["parent"])


async def all_regions(_call: Call) -> Prepared:
    """Return every region in force, compressed for whoever takes it so."""
    return _all_regions()


async def uscc(call: Call) -> dict[str, Any]:
    """Return what a unified social credit code says, or what is wrong with it.

    Without identity nothing but the suggestion of an authority is missing.
    """
    raw = call.request.path_params["uscc"]
    try:
        facts = facts_of(clean_uscc(raw))
    except ValueProblem as problem:
        return _wrong_uscc(code_text(raw), problem)
    found = await ask_briefly(call, REGIONAL_AUTHORITY, region_code=facts.region_code)
    return {
        **_uscc_view(facts),
        "authority": found["authority"] if found else None,
        "unavailable": [] if found else ["identity"],
    }


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


@lru_cache(maxsize=1)
def _all_regions() -> Prepared:
    items = [
        {
            "code": region.code,
            "name": region.name,
            "parent_code": region.parent_code,
            "initials": region.initials,
        }
        for region in reference.all_regions()
    ]
    return compress(prepare({"items": items}, tagged=True))


def _wrong_uscc(code: str, problem: ValueProblem) -> dict[str, Any]:
    return {
        "uscc": code,
        "valid": False,
        "problem": {"code": problem.code, "message": problem.message},
        **dict.fromkeys(_FACTS),
        "unavailable": [],
    }


def _uscc_view(facts: UsccFacts) -> dict[str, Any]:
    name = reference.full_name(facts.region_code)
    region_name = None if name == facts.region_code else name
    return {
        "uscc": facts.uscc,
        "valid": True,
        "problem": None,
        "department": {"code": facts.department_code, "name": facts.department},
        "body": {"code": facts.body_code, "name": facts.body},
        "region": {"code": facts.region_code, "name": region_name},
        "organisation_code": facts.organisation_code,
        "employer_type": facts.employer_type,
    }


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
