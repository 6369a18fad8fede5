"""R3.5.1: authorities are found by name, by letters, by region; the nearest first."""

import pytest
from contracts.errors import ValidationFailed
from contracts.schemas.identity import AuthorityList
from identity.seed.authorities import load_authorities
from identity_factories import Scenario


@pytest.fixture
def country(identity: Scenario) -> Scenario:
    """Identity with the whole tree of authorities."""
    identity.db.run(load_authorities)
    return identity


def found(identity: Scenario, **query: str) -> list[str]:
    answer = identity.call("list_authorities", limit=100, **query)
    assert AuthorityList().validate(answer) == {}
    return [one["authority_id"] for one in answer["items"]]


@pytest.mark.parametrize(
    "q", ["海淀", "haidian", "hdq", "北京海淀", "110108", "海淀 北京", "ＨＤＱ"]
)
def test_R3_5_1_an_authority_is_found_by_name_letters_or_code(country: Scenario, q: str) -> None:
    assert "au-110108" in found(country, q=q)


@pytest.mark.parametrize("q", ["aidian", "海淀 上海", "%", "_", "'", "au-000000", "财政部"])
def test_R3_5_1_what_does_not_fit_is_not_found(country: Scenario, q: str) -> None:
    assert "au-110108" not in found(country, q=q)
    assert "au-000000" not in found(country, q=q)


def test_R3_5_1_the_best_match_comes_first(country: Scenario) -> None:
    assert found(country, q="长治市")[0] == "au-140400"
    assert found(country, q="changzhi")[0] == "au-140400"
    assert found(country, q="cqs")[0] == "au-500000"


def test_R3_5_1_the_nearest_comes_first(country: Scenario) -> None:
    """Many cities have a 新华区."""
    assert found(country, q="新华区")[0] != "au-410402"
    near = found(country, q="新华区", near="410401")
    assert near[0] == "au-410402"
    assert found(country, q="新华区", near="130102")[0] == "au-130105"


def test_R3_5_1_a_search_stays_within_region_or_parent(country: Scenario) -> None:
    within = found(country, q="区", region="130100")
    assert "au-130102" in within
    assert all(one.startswith(("au-1301", "au-zone-1301")) for one in within)
    assert found(country, q="长安", parent_id="au-130000") == ["au-130102"]
    assert found(country, q="长安", parent_id="\x00") == []
    assert "au-130100" not in found(country, q="石家庄", parent_id="au-130100")


def test_R8_2_a_search_is_paged(country: Scenario) -> None:
    query = {"q": "新华区", "near": "410400"}
    whole = found(country, **query)
    seen, cursor = [], None
    for _ in range(len(whole)):
        page = country.call("list_authorities", limit=1, cursor=cursor, **query)
        seen += [one["authority_id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert seen == whole
    assert cursor is None
    assert len(whole) > 2


@pytest.mark.parametrize(
    "query", [{"q": "长" * 51}, {"region": "1101"}, {"near": "abcdef"}, {"region": "1101０8"}]
)
def test_R3_5_1_a_wrong_query_names_its_field(identity: Scenario, query: dict) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        identity.call("list_authorities", **query)
    assert [one["field"] for one in refusal.value.details["errors"]] == list(query)


@pytest.mark.parametrize(
    ("region", "authority"),
    [
        ("110108", "au-110108"),
        ("110199", "au-110000"),
        ("130199", "au-130100"),
        ("990000", None),
    ],
)
def test_R3_5_1_a_region_has_an_authority_or_one_above(
    country: Scenario, region: str, authority: str | None
) -> None:
    answer = country.call("find_regional_authority", region_code=region)["authority"]
    assert (answer and answer["authority_id"]) == authority
