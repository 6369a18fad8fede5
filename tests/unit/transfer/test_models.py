"""A transfer leads from one authority to another, each kept in columns of its own."""

from transfer.domain.authorities import RegionalAuthority
from transfer.models import Transfer

HAIDIAN = RegionalAuthority("au-110108", "北京市海淀区财政局", "/au-110000/au-110108/", "110108")
PUDONG = RegionalAuthority("au-310115", "上海市浦东新区财政局", "/au-310000/au-310115/", "310115")
XICHENG = RegionalAuthority("au-110102", "北京市西城区财政局", "/au-110000/au-110102/", "110102")


def test_R5_2_1_both_ends_are_kept_column_by_column() -> None:
    transfer = Transfer(origin=HAIDIAN)
    transfer.lead_to(PUDONG)
    assert (transfer.from_authority_id, transfer.from_region_code) == ("au-110108", "110108")
    assert (transfer.to_authority_name, transfer.to_authority_path) == (
        "上海市浦东新区财政局",
        "/au-310000/au-310115/",
    )
    assert transfer.scope == "across_provinces"


def test_R5_2_1_another_target_has_a_scope_of_its_own() -> None:
    transfer = Transfer(origin=HAIDIAN)
    transfer.lead_to(PUDONG)
    transfer.lead_to(XICHENG)
    assert transfer.target == XICHENG
    assert transfer.scope == "within_province"


def test_R5_2_1_an_authority_of_the_army_has_no_region() -> None:
    transfer = Transfer(origin=RegionalAuthority("au-army", "军队", "/au-army/"))
    transfer.lead_to(PUDONG)
    assert transfer.from_region_code is None
    assert transfer.origin.to_dict()["province"] is None
