"""Regions: the package's area list, cut down to GB/T 2260 and brought up to date."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.reference.place_readings import reading_of
from tools.reference.sources import overlay, required

Row = dict[str, str]
_MUNICIPALITIES = ("11", "12", "31", "50")
_PLACEHOLDER = "90"


def build(package: Path) -> tuple[list[Row], list[Row]]:
    """Return the rows of regions.csv, and the zones that are no regions, with their cities."""
    area_list = required(package, "dist/index.cjs", "areaList")
    changes = overlay("regions.json")
    rows = [*_provinces(area_list), *_cities(area_list, changes)]
    counties = list(_counties(area_list, changes))
    zones = [row for row in counties if _is_zone(row["code"], changes)]
    rows += [row for row in counties if not _is_zone(row["code"], changes)]
    rows += [
        _row(new["code"], new["name"], "county", new["parent_code"]) for new in changes["added"]
    ]
    _retire(rows, changes["retired"])
    return sorted(rows, key=lambda row: row["code"]), _named_zones(zones)


def _row(code: str, name: str, level: str, parent_code: str) -> Row:
    return {
        "code": code,
        "name": name,
        "level": level,
        "parent_code": parent_code,
        "active": "1",
        "replaced_by": "",
        "reading": reading_of(name),
    }


def _provinces(area_list: dict[str, Any]) -> Iterator[Row]:
    for code, name in area_list["province_list"].items():
        yield _row(code, name, "province", "")


def _cities(area_list: dict[str, Any], changes: dict[str, Any]) -> Iterator[Row]:
    for code, name in area_list["city_list"].items():
        is_real = code[2:4] != _PLACEHOLDER and code[:2] not in _MUNICIPALITIES
        if is_real and _province(code) not in changes["provinces_without_details"]:
            yield _row(code, name, "city", _province(code))


def _counties(area_list: dict[str, Any], changes: dict[str, Any]) -> Iterator[Row]:
    for code, name in area_list["county_list"].items():
        city = code[:4] + "00"
        if city in changes["cities_without_counties"]:
            continue
        if _province(code) in changes["provinces_without_details"]:
            continue
        under_province = code[2:4] == _PLACEHOLDER or code[:2] in _MUNICIPALITIES
        yield _row(code, name, "county", _province(code) if under_province else city)


def _province(code: str) -> str:
    return code[:2] + "0000"


def _is_zone(code: str, changes: dict[str, Any]) -> bool:
    """Tell zones by their codes: statistics uses 71 to 79, map makers 90 and above."""
    if code in changes["not_regions"]:
        return True
    last = int(code[4:])
    return code[2:4] != _PLACEHOLDER and (71 <= last <= 79 or last >= 90)


def _named_zones(zones: list[Row]) -> list[Row]:
    """Leave out the map makers' zones: they are called 开发区 and repeat the others."""
    return [row for row in zones if int(row["code"][4:]) < 90]


def _retire(rows: list[Row], retired: list[dict[str, Any]]) -> None:
    by_code = {row["code"]: row for row in rows}
    for change in retired:
        row = by_code[change["code"]]
        row["active"] = "0"
        row["replaced_by"] = " ".join(change["replaced_by"])
