"""Authorities that the rule of jurisdiction points to (属地原则, R3.5.1)."""

from functools import cache
from typing import Any

from chassis.rpc import ServiceCalls
from contracts import reference

from collection import clients
from collection.domain.content import Content
from collection.domain.home_authority import (
    RegionHint,
    find_region_hints,
    latest_school,
)
from collection.domain.school_regions import region_of_school

MAX_SUGGESTIONS = 3


def suggest_authorities(content: Content, identity: ServiceCalls) -> list[dict[str, Any]]:
    """Return up to three authorities, the strongest reason first, each once."""
    found: dict[str, dict[str, Any]] = {}
    for hint in find_region_hints(content, _school_regions(content)):
        authority_id = _authority_near(hint.region_code)
        if authority_id and authority_id not in found and len(found) < MAX_SUGGESTIONS:
            found |= _confirmed(authority_id, hint, identity)
    return list(found.values())


def _school_regions(content: Content) -> dict[str, str]:
    school = latest_school(content)
    region = region_of_school(school.school_name or "") if school else None
    return {school.school_name: region} if school and school.school_name and region else {}


def _authority_near(region_code: str) -> str | None:
    """Return the finance authority of the region, or of the nearest one above it."""
    by_region = _finance_authorities()
    return next(
        (by_region[code] for code in reference.region_chain(region_code) if code in by_region), None
    )


@cache
def _finance_authorities() -> dict[str, str]:
    return {
        one.region_code: one.authority_id
        for one in reference.authorities()
        if one.region_code and one.kind == "finance"
    }


def _confirmed(authority_id: str, hint: RegionHint, identity: ServiceCalls) -> dict[str, Any]:
    """Ask identity, which owns the authorities, whether this one is in service."""
    found = clients.find_open_authority(identity, authority_id)
    if found is None:
        return {}
    authority, selectable = found
    shown = {"authority_id": authority.authority_id, "name": authority.name}
    entry = {
        "authority": shown,
        "selectable": selectable,
        "because": hint.because,
        "text": hint.text,
    }
    return {authority_id: entry}
