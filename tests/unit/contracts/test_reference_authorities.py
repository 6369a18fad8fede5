"""The authority data: a tree that leaves no county without an authority."""

import pytest
from contracts import reference
from contracts.reference.files import read_rows

AUTHORITIES = reference.authorities()
BY_ID = {authority.authority_id: authority for authority in AUTHORITIES}


def test_R6_1_ids_and_names_are_unique() -> None:
    assert len(BY_ID) == len(AUTHORITIES)
    assert len({authority.name for authority in AUTHORITIES}) == len(AUTHORITIES)


def test_R6_1_paths_lead_through_the_parents() -> None:
    seen: set[str] = set()
    for authority in AUTHORITIES:
        parent_path = BY_ID[authority.parent_id].path if authority.parent_id else "/"
        assert authority.parent_id is None or authority.parent_id in seen
        assert authority.path == f"{parent_path}{authority.authority_id}/"
        seen.add(authority.authority_id)


def test_R3_5_1_every_region_in_force_has_an_authority() -> None:
    covered = {
        authority.region_code for authority in AUTHORITIES if authority.kind != "development_zone"
    }
    missing = [
        row["code"]
        for row in read_rows("regions.csv")
        if row["active"] == "1" and row["code"] not in covered
    ]
    assert missing == ["710000", "810000", "820000"]


def test_R3_5_1_no_authority_of_a_retired_region() -> None:
    codes = {authority.region_code for authority in AUTHORITIES if authority.region_code}
    assert all(reference.find_region(code) for code in codes)


def test_R6_1_the_roots_are_the_provincial_and_central_bodies() -> None:
    roots = [authority for authority in AUTHORITIES if authority.parent_id is None]
    assert len(roots) == 31 + 5 + 4
    assert {authority.level for authority in roots} == {"province", "central"}


@pytest.mark.parametrize(
    ("authority_id", "name", "path", "kind"),
    [
        ("au-110108", "北京市海淀区财政局", "/au-110000/au-110108/", "finance"),
        ("au-130123", "正定县财政局", "/au-130000/au-130100/au-130123/", "finance"),
        ("au-440000", "广东省财政厅", "/au-440000/", "finance"),
        ("au-440305", "深圳市南山区财政局", "/au-440300/au-440305/", "finance"),
        ("au-441900", "东莞市财政局", "/au-440000/au-441900/", "finance"),
        ("au-659001", "新疆生产建设兵团第八师石河子市财政局", "/au-bingtuan/au-659001/", "special"),
        ("au-guoguan", "国家机关事务管理局", "/au-guoguan/", "special"),
        (
            "au-zone-130171",
            "石家庄高新技术产业开发区财政局",
            "/au-130000/au-130100/au-zone-130171/",
            "development_zone",
        ),
    ],
)
def test_R6_1_known_authorities(authority_id: str, name: str, path: str, kind: str) -> None:
    authority = reference.find_authority(authority_id)
    assert authority is not None
    assert (authority.name, authority.path, authority.kind) == (name, path, kind)


def test_R3_5_1_guangdong_has_no_provincial_choice() -> None:
    closed = [a.authority_id for a in AUTHORITIES if not a.is_leaf_selectable]
    assert closed == ["au-440000"]
