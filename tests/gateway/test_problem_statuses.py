"""R8.2: every error answer that OpenAPI declares is produced here, for every endpoint.

One test for each (endpoint, status) of the document. What services answer with is raised by fake
services; what the gateway answers itself is provoked for real: bad bodies, no services, silent
services, a closed object store, used-up limits.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from contracts.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    Unauthenticated,
    ValidationFailed,
    Violation,
)
from gateway.http import body as body_module
from gateway.openapi import build_document
from gateway.openapi.problem_statuses import problem_statuses
from gateway.routes import endpoints_for
from gateway.routing.endpoint import Access, Endpoint
from gateway.settings import Limits
from gateway_fakes import FakeServices, Running, Signer, running_gateway
from request_factories import make_request

ENDPOINTS = endpoints_for(with_sandbox=True)
SERVICE_ERRORS = {
    401: Unauthenticated(),
    403: Forbidden(),
    404: NotFound(),
    409: Conflict(),
    412: PreconditionFailed(details={"current_version": 9}),
    422: ValidationFailed.of([Violation("name", "common.required")]),
    500: RuntimeError("a secret of the service"),
}
# What the gateway decides alone, without asking a service.
UPLOADS = ("upload_attachment", "upload_recovery_photo")
OWN_UPLOAD_STATUSES = {400, 408, 409, 413, 415, 422}


def _declared() -> Iterator[Any]:
    document = build_document(ENDPOINTS)
    for endpoint in ENDPOINTS:
        operation = document["paths"][endpoint.path][endpoint.method.lower()]
        for status in map(int, operation["responses"]):
            if status >= 400:
                yield pytest.param(endpoint, status, id=f"R8.2-{endpoint.name}-{status}")


@pytest.fixture(scope="module")
def used_up_gateway(settings) -> Iterator[Running]:
    none_left = Limits(*["0/minute"] * 5)
    with running_gateway(replace(settings, limits=none_left)) as running:
        yield running


@pytest.fixture(scope="module")
def storeless_gateway(settings) -> Iterator[Running]:
    closed = "http://key:secret@127.0.0.1:9"
    with running_gateway(replace(settings, s3_url=closed)) as running:
        yield running


@pytest.fixture(scope="module")
def hurried_gateway(settings) -> Iterator[Running]:
    with running_gateway(replace(settings, upload_seconds=0.2)) as running:
        yield running


@pytest.fixture(scope="module")
def draining_gateway(settings) -> Iterator[Running]:
    with running_gateway(settings) as running:
        running.app.state.resources.draining = True
        yield running


@pytest.fixture
def send(gateway: Running, signer: Signer) -> Callable[..., httpx.Response]:
    def send(endpoint: Endpoint, running: Running = gateway, **changes: Any) -> httpx.Response:
        with running.client() as client:
            return client.request(**make_request(endpoint, signer, **changes))

    return send


@pytest.mark.parametrize(("endpoint", "status"), list(_declared()))
def test_declared_problem_is_produced(
    endpoint: Endpoint, status: int, send, services: FakeServices, request, monkeypatch
) -> None:
    if status == 408:
        monkeypatch.setattr(body_module, "READ_SECONDS", 0.2)
    answer = _produce(endpoint, status, send, services, request)
    assert answer.status_code == status, answer.text
    if endpoint.name == "get_readiness" and status == 503:
        assert answer.json()["status"] == "down"
        return
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert re.search("[\u4e00-\u9fff]", problem["detail"])
    assert "secret" not in answer.text
    assert ("retry-after" in answer.headers) == (status in (429, 503))


def _produce(endpoint: Endpoint, status: int, send, services, request) -> httpx.Response:
    if status == 429:
        return send(endpoint, request.getfixturevalue("used_up_gateway"))
    if status == 503:
        return send(endpoint, request.getfixturevalue(_unavailable(endpoint)))
    if status == 504:
        return send(endpoint, request.getfixturevalue("silent_services_gateway"))
    if endpoint.name in UPLOADS and status in OWN_UPLOAD_STATUSES:
        services.answers["identity.count_upload"] = {"owner_id": "before-log-in-1"}
        return _bad_upload(endpoint, status, send, request)
    if (answer := _bad_request(endpoint, status, send)) is not None:
        return answer
    assert endpoint.rpc_calls() or status == 404, "who else could answer so?"
    services.default = SERVICE_ERRORS[status]
    # Where no service decides it, what cannot be the name of anything is not found.
    alone = status == 404 and endpoint.bears_errors
    return send(endpoint, **({"path_value": "x" * 81} if alone else {}))


def _unavailable(endpoint: Endpoint) -> str:
    """Return the fixture of a gateway on which the endpoint cannot be served."""
    if endpoint.name == "get_liveness":
        return "draining_gateway"
    storage_only = not endpoint.rpc_calls() and endpoint.name != "get_readiness"
    return "storeless_gateway" if storage_only else "absent_services_gateway"


_SENT_BADLY: dict[int, dict[str, Any]] = {
    408: {"slow_body": True},
    413: {"content": b'{"a": "' + b"x" * 70_000 + b'"}'},
    415: {"content_type": "text/plain"},
}


def _bad_request(endpoint: Endpoint, status: int, send) -> httpx.Response | None:
    """Send what the gateway itself refuses with this status; None if services decide it."""
    if status in _SENT_BADLY:
        return send(endpoint, **_SENT_BADLY[status])
    if status == 400:
        return send(endpoint, **_unreadable(endpoint))
    if status == 401 and endpoint.access is not Access.PUBLIC:
        return send(endpoint, token=None)
    if status == 403:
        return _forbidden(endpoint, send)
    if status == 422 and endpoint.query:
        return send(endpoint, query={endpoint.query[-1].name: "x" * 2000})
    return None


def _unreadable(endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.body is not None:
        return {"content": b'{"a": '}
    if endpoint.takes_version:
        return {"headers": {"If-Match": "version nine"}}
    if endpoint.is_command:
        return {"headers": {"Idempotency-Key": "ключ".encode()}}
    return {"query": {endpoint.query[0].name: "a\x00b"}}


def _forbidden(endpoint: Endpoint, send) -> httpx.Response | None:
    if endpoint.name == "refresh_session":
        return send(endpoint, content=b"", headers={"Cookie": "ausm_refresh=stolen"})
    if endpoint.name == "end_current_session":
        return send(endpoint, content=b"", headers={"Sec-Fetch-Site": "cross-site"})
    if endpoint.access in (Access.PERSON, Access.STAFF):
        return send(endpoint, kind="staff" if endpoint.access is Access.PERSON else "person")
    return None


def _bad_upload(endpoint: Endpoint, status: int, send, request) -> httpx.Response:
    boundary = "multipart/form-data; boundary=x"
    if status == 400:
        return send(endpoint, content=b"--y nothing", content_type=boundary)
    if status == 408:
        hurried = request.getfixturevalue("hurried_gateway")
        return send(endpoint, hurried, slow_body=True, content_type=boundary)
    if status == 409:
        key = {"Idempotency-Key": os.urandom(8).hex()}
        assert send(endpoint, headers=key, kind_of_file="id_holding").status_code == 201
        return send(endpoint, headers=key, kind_of_file="id_portrait")
    if status == 413:
        return send(endpoint, content=b"x" * 7_000_000, content_type=boundary)
    if status == 415:
        return send(endpoint, content=b"{}", content_type="application/json")
    return send(endpoint, kind_of_file="holiday")


def test_R8_2_document_declares_what_the_table_implies() -> None:
    declared = {(p.values[0].name, p.values[1]) for p in _declared()}
    implied = {(e.name, status) for e in ENDPOINTS for status in problem_statuses(e)}
    assert declared - implied == {("get_readiness", 503)}
    assert implied <= declared
