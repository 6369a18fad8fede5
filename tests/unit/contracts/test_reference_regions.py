"""The region data: complete, a tree, up to date."""

from collections import Counter

import pytest
from contracts import reference
from contracts.reference.files import read_rows

ROWS = read_rows("regions.csv")
ACTIVE = [row for row in ROWS if row["active"] == "1"]
LEVELS = {"province": "", "city": "province", "county": "city province"}


def test_R3_5_1_counts_of_the_newest_lists() -> None:
    assert Counter(row["level"] for row in ACTIVE) == {"province": 34, "city": 333, "county": 2847}


def test_codes_are_unique_and_sorted() -> None:
    codes = [row["code"] for row in ROWS]
    assert codes == sorted(set(codes))


def test_parents_exist_and_stand_one_level_above() -> None:
    levels = {row["code"]: row["level"] for row in ACTIVE}
    wrong = [
        row["code"]
        for row in ROWS
        if levels.get(row["parent_code"], "") not in LEVELS[row["level"]].split(" ")
        or row["code"][:2] != (row["parent_code"] or row["code"])[:2]
    ]
    assert not wrong


def test_retired_regions_name_successors_in_force() -> None:
    active = {row["code"] for row in ACTIVE}
    retired = [row for row in ROWS if row["active"] == "0"]
    assert len(retired) == 5
    assert all(row["replaced_by"] and set(row["replaced_by"].split()) <= active for row in retired)


@pytest.mark.parametrize("code", ["441900", "442000", "460400", "620200"])
def test_R3_5_1_cities_without_counties(code: str) -> None:
    assert reference.find_region(code) is not None
    assert reference.regions(code) == ()


def test_R3_5_1_all_other_cities_and_mainland_provinces_have_parts() -> None:
    childless = {
        row["code"]
        for row in ACTIVE
        if row["level"] != "county" and not reference.regions(row["code"])
    }
    assert childless == {"441900", "442000", "460400", "620200", "710000", "810000", "820000"}


@pytest.mark.parametrize(
    ("code", "name", "parent_code"),
    [
        pytest.param("500157", "两江新区", "500000", id="founded-2025"),
        pytest.param("653132", "岑岭县", "653100", id="founded-2026-03"),
        pytest.param("659013", "草湖市", "650000", id="founded-2026-04"),
        pytest.param("653228", "和康县", "653200", id="founded-2024"),
        pytest.param("460302", "西沙区", "460300", id="sansha"),
        pytest.param("110108", "海淀区", "110000", id="municipality-has-no-middle-level"),
        pytest.param("429004", "仙桃市", "420000", id="directly-under-the-province"),
    ],
)
def test_new_and_special_regions(code: str, name: str, parent_code: str) -> None:
    region = reference.find_region(code)
    assert region is not None
    assert (region.name, region.parent_code) == (name, parent_code)


@pytest.mark.parametrize("code", ["500105", "500112", "320611", "350402", "370634"])
def test_retired_regions_are_offered_no_more_but_keep_their_names(code: str) -> None:
    assert reference.find_region(code) is None
    assert reference.find_region(code, retired=True) is not None
    parent = code[:4] + "00" if code[:2] != "50" else "500000"
    assert code not in {region.code for region in reference.regions(parent)}
    assert reference.full_name(code) != code


def test_no_placeholder_or_zone_is_a_region() -> None:
    odd = [
        row["code"]
        for row in ROWS
        if (row["code"][2:] == "0100" and row["code"][:2] in {"11", "12", "31", "50"})
        or row["code"].endswith("9000")
        or row["code"] in {"500200", "321150", "130171", "131090"}
    ]
    assert not odd


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("110108", "北京市海淀区"),
        ("441900", "广东省东莞市"),
        ("653132", "新疆维吾尔自治区喀什地区岑岭县"),
        ("999999", "999999"),
    ],
)
def test_full_name(code: str, name: str) -> None:
    assert reference.full_name(code) == name


def test_provinces_come_without_a_parent() -> None:
    assert [region.name for region in reference.regions()][:3] == ["北京市", "天津市", "河北省"]


@pytest.mark.parametrize(
    ("code", "initials"),
    [
        pytest.param("130102", "caq", id="长安区"),
        pytest.param("140400", "czs", id="长治市"),
        pytest.param("140428", "zzx", id="长子县"),
        pytest.param("211300", "cys", id="朝阳市"),
        pytest.param("341500", "las", id="六安市"),
        pytest.param("500000", "cqs", id="重庆市"),
        pytest.param("522701", "dys", id="都匀市"),
        pytest.param("371722", "sx", id="单县"),
    ],
)
def test_R3_2_3_a_place_is_found_by_its_initials(code: str, initials: str) -> None:
    region = reference.find_region(code)
    assert region is not None
    assert region.initials == initials


def test_R3_2_3_every_place_has_a_syllable_for_each_character() -> None:
    wrong = [row["name"] for row in ROWS if len(row["reading"].split()) != len(row["name"])]
    assert wrong == []
    assert all(row["reading"].replace(" ", "").islower() for row in ROWS)


def test_R3_2_3_all_regions_are_those_in_force() -> None:
    assert [region.code for region in reference.all_regions()] == [row["code"] for row in ACTIVE]


def test_R3_5_1_counties_fall_back_to_their_city_and_province() -> None:
    assert reference.region_chain("110108") == ("110108", "110100", "110000")
    assert reference.region_chain("350100") == ("350100", "350000")
    assert reference.region_chain("110000") == ("110000",)
