"""The picker of rare characters: everything in GB 18030-2022, in pages (R1.1.3)."""

import pytest

PATH = "/reference/rare-characters"


@pytest.mark.parametrize(
    ("query", "character"),
    [
        pytest.param({"q": "U+20000"}, "𠀀", id="R1.1.3-code-point"),
        pytest.param({"q": "2ebe0"}, "𮯠", id="R1.1.3-code-point-without-u"),
        pytest.param({"q": "的"}, "的", id="R1.1.3-common-character"),
        pytest.param({"q": "yǎn", "limit": 200}, "䶮", id="R1.1.3-syllable"),
        pytest.param({"radical": "212", "strokes": 9}, "䶮", id="R1.1.3-radical-and-strokes"),
        pytest.param({"radical": "龙", "residual_strokes": 4}, "䶮", id="R1.1.3-residual-strokes"),
    ],
)
def test_every_character_of_the_standard_is_offered(client, query: dict, character: str) -> None:
    items = client.get(PATH, params=query).json()["items"]
    [found] = [item for item in items if item["character"] == character]
    assert found["code_point"] == f"U+{ord(character):04X}"
    assert 1 <= found["radical"] <= 214


def test_R1_1_3_pages_hold_everything_once(client) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        params = {"initial": "x", "limit": 200} | ({"cursor": cursor} if cursor else {})
        page = client.get(PATH, params=params).json()
        assert len(page["items"]) <= 200
        seen += [item["character"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) > 2000


def test_R1_1_3_without_a_search_only_the_initials_are_told(client) -> None:
    answer = client.get(PATH).json()
    assert (answer["items"], answer["next_cursor"]) == ([], None)
    assert "y" in answer["initials"]


@pytest.mark.parametrize("cursor", ["x", "-1", "99999999", "1.5", "٣"])
def test_R8_2_a_cursor_of_ones_own_is_refused(client, cursor: str) -> None:
    answer = client.get(PATH, params={"q": "yan", "cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "common.bad_cursor"


def test_R1_1_3_all_radicals_are_listed(client) -> None:
    items = client.get("/reference/radicals").json()["items"]
    assert [item["number"] for item in items] == list(range(1, 215))
    assert items[84]["characters"].startswith("水")
    assert "氵" in items[84]["characters"]
