"""What the pages' pickers read before anything is saved: R3.2.3, R3.4.2, R3.5.1, R8.2."""

import gzip
import json

import httpx
import pytest
from contracts.errors import Unavailable
from contracts.schemas.reference import AllRegions, Uscc

REGIONAL = "identity.find_regional_authority"
CODE = "91110108MA01KPGK0L"
HAIDIAN = {"authority_id": "au-110108", "name": "北京市海淀区财政局"}


def test_R3_2_3_all_regions_come_in_one_answer(client) -> None:
    answer = client.get("/reference/regions/all")
    assert answer.status_code == 200
    assert AllRegions().validate(answer.json()) == {}
    by_code = {one["code"]: one for one in answer.json()["items"]}
    assert len(by_code) > 3000
    assert by_code["130102"] == {
        "code": "130102",
        "name": "长安区",
        "parent_code": "130100",
        "initials": "caq",
    }
    assert by_code["110000"]["parent_code"] is None


def _raw(client: httpx.Client, **headers: str) -> tuple[httpx.Response, bytes]:
    request = client.build_request("GET", "/reference/regions/all", headers=headers)
    answer = client.send(request, stream=True)
    body = b"".join(answer.iter_raw())
    return answer, body


def test_R8_2_all_regions_are_compressed_for_whoever_takes_it(client) -> None:
    small, packed = _raw(client, **{"Accept-Encoding": "br, gzip;q=0.8"})
    assert small.headers["content-encoding"] == "gzip"
    assert len(packed) < 50_000
    assert int(small.headers["content-length"]) == len(packed)
    for refusing in ("identity", "gzip;q=0, br", ""):
        large, plain = _raw(client, **{"Accept-Encoding": refusing})
        assert "content-encoding" not in large.headers
        assert gzip.decompress(packed) == plain
        assert large.headers["vary"] == "Accept-Encoding"
    assert small.headers["vary"] == "Accept-Encoding"


def test_R8_2_all_regions_are_cached_until_they_change(client) -> None:
    first = client.get("/reference/regions/all")
    assert first.headers["cache-control"] == "public, max-age=3600"
    tag = first.headers["etag"]
    for sent in (tag, tag.removeprefix("W/")):
        again = client.get("/reference/regions/all", headers={"If-None-Match": sent})
        assert (again.status_code, again.content) == (304, b"")
        assert "content-encoding" not in again.headers
    other = client.get("/reference/regions/all", headers={"If-None-Match": '"00000000"'})
    assert other.status_code == 200


def test_R3_4_2_a_code_is_explained_before_it_is_saved(client, services) -> None:
    services.answers[REGIONAL] = {"authority": HAIDIAN}
    answer = client.get(f"/reference/usccs/{CODE.lower()}")
    assert answer.status_code == 200
    assert Uscc().validate(answer.json()) == {}
    assert answer.json() == {
        "uscc": CODE,
        "valid": True,
        "problem": None,
        "department": {"code": "9", "name": "市场监督管理"},
        "body": {"code": "91", "name": "企业"},
        "region": {"code": "110108", "name": "北京市海淀区"},
        "organisation_code": "MA01KPGK0",
        "employer_type": "enterprise",
        "authority": HAIDIAN,
        "unavailable": [],
    }
    [call] = services.calls
    assert call.arguments == {"region_code": "110108"}


@pytest.mark.parametrize(
    ("code", "problem", "says"),
    [
        (CODE[:-1] + "M", "value.uscc_check_digit", "核对"),
        (CODE[:-1], "value.uscc_length", "现为 17 位"),
        ("9111O108MA01KPGK0L", "value.uscc_letters", "第 5 位"),
        ("110000012345678", "value.uscc_registration_number", "注册号"),
    ],
)
def test_R3_4_2_a_wrong_code_says_what_is_wrong(
    client, services, code: str, problem: str, says: str
) -> None:
    answer = client.get(f"/reference/usccs/{code}")
    body = answer.json()
    assert (answer.status_code, body["valid"], body["problem"]["code"]) == (200, False, problem)
    assert says in body["problem"]["message"]
    assert Uscc().validate(body) == {}
    assert body["region"] is body["authority"] is None
    assert services.calls == []


@pytest.mark.parametrize("away", ["silent", "unavailable"])
def test_R8_1_a_code_is_explained_without_identity(client, services, gateway, away: str) -> None:
    if away == "silent":
        services.silent.add(REGIONAL)
    else:
        services.answers[REGIONAL] = Unavailable()
    body = client.get(f"/reference/usccs/{CODE}").json()
    assert (body["valid"], body["authority"], body["unavailable"]) == (True, None, ["identity"])


def test_R3_5_1_a_search_for_authorities_reaches_the_service(client, services) -> None:
    services.answers["identity.list_authorities"] = {"items": [], "next_cursor": None}
    query = {"q": "hdq", "near": "110108", "region": "110000", "parent": "au-110000"}
    answer = client.get("/reference/authorities", params=query)
    assert answer.status_code == 200
    [call] = services.calls
    assert json.loads(json.dumps(call.arguments)) == {
        "q": "hdq",
        "near": "110108",
        "region": "110000",
        "parent_id": "au-110000",
        "cursor": None,
        "limit": 20,
    }
