"""R8.2: what holds for every request: ids, bodies, keys, versions, tags, methods, headers."""

import hashlib
from dataclasses import replace

import pytest
from contracts.errors import Conflict, PreconditionFailed
from gateway_fakes import API, ID, running_gateway

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        pytest.param("e2e-1", True, id="R8.2-sane"),
        pytest.param("x" * 65, False, id="R8.2-too-long"),
        pytest.param("a b", False, id="R8.2-space"),
        pytest.param('"}{"', False, id="R8.2-quotes"),
    ],
)
def test_request_id_is_echoed_if_sane(client, services, sent: str, kept: bool) -> None:
    answer = client.get("/reference/authorities", headers={"X-Request-ID": sent})
    echoed = answer.headers["x-request-id"]
    assert (echoed == sent) is kept
    assert services.calls[0].context.request_id == echoed


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"{", "gateway.malformed_json", id="R8.2-broken"),
        pytest.param(b"\xff\xfe", "gateway.malformed_json", id="R8.2-not-utf8"),
        pytest.param(b'{"a": NaN}', "gateway.malformed_json", id="R8.2-nan"),
        pytest.param(b"[" * 30_000, "gateway.malformed_json", id="R8.2-abyss"),
        pytest.param(b"[1]", "gateway.not_an_object", id="R8.2-list"),
        pytest.param(b'"x"', "gateway.not_an_object", id="R8.2-text"),
        pytest.param(b'{"a":' * 13 + b"1" + b"}" * 13, "gateway.body_too_deep", id="R8.2-too-deep"),
        pytest.param(b'{"a": "x\\u0000y"}', "gateway.bad_characters", id="R8.2-nul"),
        pytest.param(b'{"a": ["\\ud83d"]}', "gateway.bad_characters", id="R8.2-half-a-pair"),
        pytest.param(b'{"a\\u0000": 1}', "gateway.bad_characters", id="R8.2-nul-in-a-name"),
    ],
)
def test_unreadable_body_is_400(client, services, content: bytes, code: str) -> None:
    answer = client.post("/accounts", content=content, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert services.calls == []


def test_R1_1_3_rare_characters_arrive_unchanged(client, services) -> None:
    name = "𬸚䶮·𫖯"
    client.post("/accounts", json={"name": name})
    assert services.calls[0].arguments == {"body": {"name": name}}


def test_R8_2_chunked_body_over_the_limit_is_cut_off(client, services) -> None:
    chunks = (b"x" * 10_000 for _ in range(50))
    answer = client.post("/accounts", content=chunks, headers=JSON)
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


def test_R8_2_typed_json_stays_what_it_is(client, services) -> None:
    hostile = {"__type__": "datetime", "__value__": "x"}
    client.post("/accounts", json={"name": hostile})
    assert services.calls[0].arguments["body"]["name"] == hostile


def test_R8_2_key_and_hash_reach_the_service(person, services) -> None:
    body = b'{"scope":"accountant"}'
    for _ in range(2):
        headers = JSON | {"Idempotency-Key": "key-1"}
        person.put("/me/collection/scope", content=body, headers=headers)
    first, second = (call.context for call in services.calls)
    digest = hashlib.sha256(b"PUT /api/v1/me/collection/scope\n" + body).hexdigest()
    assert first.idempotency_key == second.idempotency_key == "key-1"
    assert first.request_hash == second.request_hash == digest


def test_R8_2_each_write_without_a_key_gets_one_of_its_own(person, services) -> None:
    for _ in range(2):
        person.post("/me/messages/read-all")
    keys = [call.context.idempotency_key for call in services.calls]
    assert all(key.startswith("gateway-") for key in keys)
    assert keys[0] != keys[1]


def test_R8_2_nobody_may_use_the_gateways_own_keys(person, services) -> None:
    answer = person.post("/me/messages/read-all", headers={"Idempotency-Key": "gateway-1"})
    assert answer.json()["code"] == "gateway.bad_idempotency_key"


def test_R8_2_reads_carry_no_key(person, services) -> None:
    person.get("/me/collection", headers={"Idempotency-Key": "key-1"})
    assert services.calls[0].context.idempotency_key is None


def test_R3_6_2_version_travels_from_etag_to_if_match(person, services) -> None:
    services.default = {"version": 12, "status": "draft"}
    etag = person.get("/me/collection").headers["etag"]
    assert etag.startswith('"12-')
    for tag in (etag, f"W/{etag}", '"12"'):
        person.put("/me/collection/scope", json={}, headers={"If-Match": tag})
        assert services.calls[-1].arguments["expected_version"] == 12
    for headers in ({}, {"If-Match": "*"}):
        person.put("/me/collection/scope", json={}, headers=headers)
        assert services.calls[-1].arguments["expected_version"] is None


def test_R3_6_2_stale_write_is_412_with_the_current_version(person, services) -> None:
    services.default = PreconditionFailed(details={"current_version": 13})
    answer = person.put("/me/collection/scope", json={}, headers={"If-Match": '"12"'})
    assert (answer.status_code, answer.json()["current_version"]) == (412, 13)


def test_R8_2_unchanged_answer_is_304(person, services) -> None:
    services.default = {"version": 12, "status": "draft"}
    etag = person.get("/me/collection").headers["etag"]
    again = person.get("/me/collection", headers={"If-None-Match": f'"x", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    # The place in the queue moves without a new version: that is no 304.
    services.default = {"version": 12, "status": "submitted"}
    assert person.get("/me/collection", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/reference/dictionaries", "/reference/regions", "/reference/rare-characters?initial=y"],
)
def test_R8_2_reference_data_is_cacheable(client, services, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["cache-control"] == "public, max-age=3600"
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert services.calls == []


def test_R8_2_wrong_method_names_all_right_ones(client) -> None:
    answer = client.patch(f"/me/collection/educations/{ID}")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"PUT", "DELETE"}
    assert answer.json()["code"] == "gateway.method_not_allowed"


@pytest.mark.parametrize("path", ["/no-such-thing", "/me/", "/../etc/passwd", "/docs/files/x"])
def test_R8_2_unknown_path_is_a_problem(client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "gateway.not_found")


@pytest.mark.parametrize("value", ["a%2Fb", "..", "a.b", "x" * 81, "%00", "é"])
def test_R8_2_hostile_path_value_is_404(person, services, value: str) -> None:
    answer = person.post(f"/me/messages/{value}/read")
    assert answer.status_code == 404
    assert services.calls == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("unread_only=yes", "unread_only"),
        ("cursor=" + "x" * 1025, "cursor"),
    ],
)
def test_R8_2_bad_query_is_422_at_its_field(person, services, query: str, field: str) -> None:
    answer = person.get(f"/me/messages?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_R8_2_query_reaches_the_service_in_its_types(person, services) -> None:
    person.get("/me/messages?limit=5&unread_only=true&cursor=abc")
    assert services.calls[0].arguments == {"limit": 5, "unread_only": True, "cursor": "abc"}


def test_R8_2_details_of_an_error_are_members_of_the_problem(person, services) -> None:
    services.default = Conflict(details={"blockers": [{"code": "x"}], "status": "forged"})
    problem = person.post("/me/collection/withdraw").json()
    assert problem["blockers"] == [{"code": "x"}]
    assert problem["status"] == 409
    assert problem["type"] == "urn:ausm:problem:common.conflict"


def test_R8_4_security_headers(client) -> None:
    headers = client.get("/health/live").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]


def test_R8_2_head_is_answered_like_get(client) -> None:
    answer = client.head("/reference/dictionaries")
    assert (answer.status_code, answer.content) == (200, b"")


def test_R8_2_docs_page_needs_nothing_from_elsewhere(client) -> None:
    page = client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "http://" not in page.text
    assert "https://" not in page.text
    for name in ("swagger-ui.css", "swagger-ui-bundle.js"):
        assert f"{API}/docs/files/{name}" in page.text
        assert client.get(f"/docs/files/{name}").status_code == 200
    assert "validatorUrl: null" in client.get("/docs/start.js").text


def test_R8_4_sandbox_is_not_there_unless_it_is_on(settings, services) -> None:
    with running_gateway(replace(settings, sandbox=False)) as running, running.client() as client:
        for path in (
            "/sandbox/sms?phone=13800138000",
            f"/sandbox/captchas/{ID}",
            "/sandbox/personas",
        ):
            assert client.get(path).json()["code"] == "gateway.not_found"
        assert "/sandbox/sms" not in client.get("/openapi.json").json()["paths"]
    assert services.calls == []
