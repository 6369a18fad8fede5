"""The client's conversation: problems, patience, headers, the event stream."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from demo.calls.person import PersonCalls, _events
from demo.transport import EXPIRED, Problem, Transport


def _transport(answer: Callable[[httpx.Request], httpx.Response], patience: float = 0) -> Transport:
    client = Transport("http://gateway.invalid", patience=patience)
    client.http = httpx.AsyncClient(
        base_url="http://gateway.invalid", transport=httpx.MockTransport(answer)
    )
    return client


def test_problem_carries_code_fields_and_text() -> None:
    body = {
        "code": "common.validation_failed",
        "detail": "提交的内容有误",
        "errors": [{"field": "phone", "code": "value.phone", "message": "手机号码不正确"}],
        "request_id": "r1",
    }
    client = _transport(lambda request: httpx.Response(422, json=body))
    with pytest.raises(Problem) as caught:
        asyncio.run(client.call("POST", "/accounts", json={}))
    assert caught.value.fields == {"phone"}
    assert "手机号码不正确" in str(caught.value)
    assert "r1" in str(caught.value)


def test_patient_client_repeats_with_the_same_key() -> None:
    keys: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        if len(keys) == 1:
            raise httpx.ConnectError("refused")
        return httpx.Response(503 if len(keys) == 2 else 201, json={"ok": True})

    client = _transport(answer, patience=10)
    done = asyncio.run(client.call("POST", "/attachments", key="k-1"))
    assert done.status == 201
    assert keys == ["k-1"] * 3
    assert client.meter.waits["POST /attachments"] == 2
    assert client.meter.count == 2


def test_a_file_is_read_with_a_new_token_where_the_old_one_has_expired() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"access_token": "new", "refresh_token": "next"})
        if request.headers["Authorization"] == "Bearer old":
            return httpx.Response(401, json={"code": EXPIRED})
        return httpx.Response(200, content=b"\xff\xd8", headers={"Content-Type": "image/jpeg"})

    client = PersonCalls("http://gateway.invalid")
    client.access_token, client.refresh_token = "old", "once"
    client.http = _transport(answer).http
    assert asyncio.run(client.download("file-1")) == b"\xff\xd8"
    assert client.refresh_token == "next"


def test_impatient_client_fails_at_once() -> None:
    client = _transport(lambda request: httpx.Response(503, json={"code": "common.unavailable"}))
    with pytest.raises(Problem, match=r"common\.unavailable"):
        asyncio.run(client.call("GET", "/me"))
    assert client.meter.count == 1


def test_version_becomes_if_match_and_token_bearer() -> None:
    seen: dict[str, str] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        seen.update(request.headers)
        return httpx.Response(200, json={})

    client = _transport(answer)
    client.access_token = "t"
    asyncio.run(client.call("PUT", "/me/collection/basic", version=3, json={}))
    assert seen["if-match"] == '"3"'
    assert seen["authorization"] == "Bearer t"


def test_event_stream_is_read_event_by_event() -> None:
    async def lines() -> AsyncIterator[str]:
        for line in (": open", "", "event: message_created", 'data: {"kind": "x"}', "", ": ping"):
            yield line

    async def collect() -> list[dict]:
        return [event async for event in _events(lines())]

    assert asyncio.run(collect()) == [{"event": "message_created", "data": {"kind": "x"}}]


def test_expired_token_is_renewed_once_for_all_that_met_it() -> None:
    paths: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        if request.url.path.endswith("/sessions/refresh"):
            return httpx.Response(201, json={"access_token": "new", "refresh_token": "r2"})
        if request.headers["Authorization"] == "Bearer old":
            return httpx.Response(401, json={"code": "gateway.token_expired"})
        return httpx.Response(200, json={})

    async def run() -> None:
        client = _transport(answer)
        client.access_token, client.refresh_token = "old", "r1"
        await asyncio.gather(*(client.call("GET", "/me") for _ in range(3)))
        assert (client.access_token, client.refresh_token) == ("new", "r2")

    asyncio.run(run())
    assert sum(path.endswith("/refresh") for path in paths) == 1


def test_expired_token_without_a_successor_is_an_error() -> None:
    problem = {"code": "gateway.token_expired"}
    client = _transport(lambda request: httpx.Response(401, json=problem))
    client.access_token = "old"
    with pytest.raises(Problem, match="token_expired"):
        asyncio.run(client.call("GET", "/me"))
