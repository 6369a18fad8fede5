"""Authorities as places: R5.2.1."""

import pytest
from contracts.reference.authorities import find_authority
from transfer.domain.authorities import RegionalAuthority


def authority(authority_id: str) -> RegionalAuthority:
    found = find_authority(authority_id)
    assert found is not None
    return RegionalAuthority(found.authority_id, found.name, found.path, found.region_code)


@pytest.mark.parametrize(
    ("authority_id", "names", "full_name"),
    [
        pytest.param(
            "au-110108", ("北京市", None, "海淀区"), "北京市海淀区", id="R5.2.1-municipality"
        ),
        pytest.param(
            "au-441900",
            ("广东省", "东莞市", None),
            "广东省东莞市",
            id="R5.2.1-city-without-counties",
        ),
        pytest.param(
            "au-130102",
            ("河北省", "石家庄市", "长安区"),
            "河北省石家庄市长安区",
            id="R5.2.1-three-levels",
        ),
        pytest.param(
            "au-guoguan", (None, None, None), "国家机关事务管理局", id="R5.2.1-without-region"
        ),
    ],
)
def test_names(authority_id: str, names: tuple[str | None, ...], full_name: str) -> None:
    shown = authority(authority_id).to_dict()
    assert tuple(shown[level] for level in ("province", "city", "county")) == names
    assert shown["full_name"] == full_name
    assert shown["authority_id"] == authority_id


@pytest.mark.parametrize(
    ("origin", "target", "scope"),
    [
        pytest.param("au-110108", "au-110102", "within_province", id="R5.2.1-within"),
        pytest.param("au-110108", "au-310115", "across_provinces", id="R5.2.1-across"),
        pytest.param(
            "au-441900", "au-440300", "within_province", id="R5.2.1-own-root-same-province"
        ),
        pytest.param("au-110108", "au-guoguan", "across_provinces", id="R5.2.1-to-central-organs"),
        pytest.param("au-guoguan", "au-military", "across_provinces", id="R5.2.1-both-special"),
    ],
)
def test_scope(origin: str, target: str, scope: str) -> None:
    assert authority(origin).scope_to(authority(target)) == scope
    assert authority(target).scope_to(authority(origin)) == scope
