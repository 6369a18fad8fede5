"""What holds for every request (R8.2): problems, request ids, keys, versions, sign-in."""

import httpx
import pytest
from contracts.platform import API_PREFIX
from demo import forms, sample_files
from demo.scenario import refusal
from demo.story import ScenarioClients
from demo.transport import new_key
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def plain(clients: ScenarioClients):
    async with httpx.AsyncClient(base_url=clients.base_url + API_PREFIX) as client:
        yield client


async def test_R8_2_problems_are_problem_json_with_the_request_id(plain) -> None:
    answer = await plain.get("/me", headers={"X-Request-ID": "e2e-1"})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    body = answer.json()
    assert {"type", "title", "status", "detail", "code", "request_id"} <= body.keys()
    assert body["request_id"] == answer.headers["X-Request-ID"] == "e2e-1"


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        pytest.param("GET", "/no-such-thing", None, 404, id="R8.2-unknown-path"),
        pytest.param("PUT", "/captchas", b"{}", 405, id="R8.2-wrong-method"),
        pytest.param("POST", "/captchas", b"{", 400, id="R8.2-broken-json"),
        pytest.param("POST", "/captchas", b"[1]", 422, id="R8.2-not-an-object"),
    ],
)
async def test_broken_requests(plain, method: str, path: str, content, status: int) -> None:
    answer = await plain.request(
        method, path, content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in ({400, 422} if status in (400, 422) else {status})
    assert answer.headers["content-type"].startswith("application/problem+json")
    if status == 405:
        assert "POST" in answer.headers["Allow"]


async def test_R8_2_typed_json_is_only_text(plain) -> None:
    """Kombu would revive such a value into an object; the platform answers it as wrong input."""
    hostile = {"__type__": "datetime", "__value__": "x"}
    answer = await plain.post("/captchas", json={"kind": hostile})
    assert answer.status_code == 422


async def test_R8_2_openapi_and_docs_are_served(plain) -> None:
    document = (await plain.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert "/me/collection/submit" in str(document["paths"].keys())
    assert (await plain.get("/docs")).status_code == 200


async def test_R8_2_reference_data_is_cacheable(plain) -> None:
    for path in ("/reference/dictionaries", "/reference/regions", "/reference/rare-characters"):
        answer = await plain.get(path)
        again = await plain.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


async def test_R8_2_key_replays_and_refuses_another_body(scenarios: Scenarios) -> None:
    scenario = await scenarios.verified()
    await scenario.client.save_section("scope", forms.SCOPE)
    await scenario.upload("level_certificate", "degree_certificate")
    key, body = new_key(), forms.education(scenario.files)
    one = await scenario.client.add_row("educations", body, key=key)
    other = await scenario.client.add_row("educations", body, key=key)
    assert one.data == other.data
    assert len((await scenario.client.collection())["educations"]) == 1
    changed = scenario.client.add_row("educations", body | {"major": "审计学"}, key=key)
    problem = await refusal(changed, "another body under the same key")
    assert (problem.status, problem.code) == (409, "common.idempotency_key_reused")


async def test_R8_2_upload_with_the_same_key_is_one_file(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    picture, key = sample_files.portrait(scenario.person.id_number), new_key()
    made = [
        await scenario.client.call(
            "POST",
            "/attachments",
            files={"file": ("a.jpg", picture, "image/jpeg")},
            data={"kind": "photo"},
            key=key,
        )
        for _ in range(2)
    ]
    assert made[0].data["attachment_id"] == made[1].data["attachment_id"]


async def test_R8_2_etag_of_the_collection_is_its_version(scenarios: Scenarios) -> None:
    scenario = await scenarios.verified()
    answer = await scenario.client.call("GET", "/me/collection")
    etag = answer.headers["ETag"]
    await scenario.client.call("PUT", "/me/collection/scope", json=forms.SCOPE, version=etag)
    stale = scenario.client.call("PUT", "/me/collection/scope", json=forms.SCOPE, version=etag)
    assert (await refusal(stale, "a stale write")).status == 412


async def test_R8_2_lists_page_by_cursor(scenarios: Scenarios) -> None:
    scenario = await scenarios.verified()
    # All messages of the person so far: none may come between two pages.
    for kind in ("account_registered", "case_submitted", "identity_verified"):
        await scenario.message(kind)
    everything = [m["message_id"] for m in await scenario.client.messages()]
    paged, cursor = [], None
    while True:
        params = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await scenario.client.call("GET", "/me/messages", params=params)).data
        paged += [message["message_id"] for message in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert paged == everything
    problem = await refusal(
        scenario.client.call("GET", "/me/messages", params={"cursor": "nonsense"}), "a bad cursor"
    )
    assert problem.status == 422


async def test_R8_4_forged_tokens_open_nothing(plain, scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    head, claims, signature = str(scenario.client.access_token).split(".")
    for token in (f"{head}.{claims}.", f"{head}.{claims}.{signature[:-4]}AAAA", "nonsense"):
        answer = await plain.get("/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
