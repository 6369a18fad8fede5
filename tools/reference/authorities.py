"""Authorities: one finance authority a region, and the special ones of the overlay."""

from typing import Any

from tools.reference.place_readings import reading_of
from tools.reference.regions import Row
from tools.reference.sources import overlay

_FINANCE_DEPARTMENT, _FINANCE_BUREAU = "财政厅", "财政局"


def build(regions: list[Row], zones: list[Row]) -> list[Row]:
    """Return the rows of authorities.csv, parents before children."""
    special = overlay("authorities.json")
    without_authorities = overlay("regions.json")["provinces_without_details"]
    names = {region["code"]: region["name"] for region in regions}
    rows = [
        _finance(region, names, special)
        for region in regions
        if region["active"] == "1" and region["code"] not in without_authorities
    ]
    rows += [_zone(zone, names) for zone in zones]
    rows += [_listed(entry, "special") for entry in special["special"]]
    rows += [
        _listed({"level": "special", **entry}, "development_zone")
        for entry in special["development_zones"]
    ]
    return [{**row, "reading": reading_of(row["name"])} for row in _parents_first(rows)]


def _finance(region: Row, names: dict[str, str], special: dict[str, Any]) -> Row:
    code, level = region["code"], region["level"]
    if code in special["bingtuan_divisions"]:
        return _division(region, special["bingtuan_divisions"][code])
    parent = "" if code in special["independent_cities"] else region["parent_code"]
    return {
        "authority_id": f"au-{code}",
        "name": _finance_name(region, names),
        "short_name": region["name"],
        "region_code": code,
        "level": "province" if code in special["independent_cities"] else level,
        "kind": "finance",
        "parent_id": f"au-{parent}" if parent else "",
        "is_leaf_selectable": "0" if code in special["not_selectable"] else "1",
    }


def _finance_name(region: Row, names: dict[str, str]) -> str:
    """Name districts with their city, since many cities have a district of the same name."""
    name, level = region["name"], region["level"]
    if level == "province":
        return name + (_FINANCE_BUREAU if name.endswith("市") else _FINANCE_DEPARTMENT)
    is_district = level == "county" and name.endswith("区")
    return (names[region["parent_code"]] if is_district else "") + name + _FINANCE_BUREAU


def _division(region: Row, division: str) -> Row:
    """Return a city of the XPCC, whose finance bureau is its division's."""
    return {
        "authority_id": f"au-{region['code']}",
        "name": f"新疆生产建设兵团{division}{region['name']}{_FINANCE_BUREAU}",
        "short_name": f"{division}{region['name']}",
        "region_code": region["code"],
        "level": "city",
        "kind": "special",
        "parent_id": "au-bingtuan",
        "is_leaf_selectable": "1",
    }


def _zone(zone: Row, names: dict[str, str]) -> Row:
    city = names[zone["parent_code"]]
    has_place = city.removesuffix("市") in zone["name"]
    return {
        "authority_id": f"au-zone-{zone['code']}",
        "name": ("" if has_place else city) + zone["name"] + _FINANCE_BUREAU,
        "short_name": zone["name"],
        "region_code": zone["parent_code"],
        "level": "special",
        "kind": "development_zone",
        "parent_id": f"au-{zone['parent_code']}",
        "is_leaf_selectable": "1",
    }


def _listed(entry: dict[str, Any], kind: str) -> Row:
    return {
        "authority_id": entry["authority_id"],
        "name": entry["name"],
        "short_name": entry["short_name"],
        "region_code": (entry["parent_id"] or "").removeprefix("au-") if kind != "special" else "",
        "level": entry["level"],
        "kind": kind,
        "parent_id": entry["parent_id"] or "",
        "is_leaf_selectable": "1",
    }


def _parents_first(rows: list[Row]) -> list[Row]:
    by_id = {row["authority_id"]: row for row in rows}

    def depth(row: Row) -> int:
        return 1 + depth(by_id[row["parent_id"]]) if row["parent_id"] else 0

    return sorted(rows, key=lambda row: (depth(row), row["authority_id"]))
