"""Make a good request for any endpoint from its row, with what a test wants different."""

import json
import time
from collections.abc import Iterator
from typing import Any

from file_factories import photo
from gateway.openapi.schemas import example_of
from gateway.routing.endpoint import Access, Endpoint
from gateway_fakes import ID, Signer

_PATH_VALUES = {"kind": "collection", "authority_id": "au-110108"}
_KEEP: Any = object()


def make_request(
    endpoint: Endpoint,
    signer: Signer,
    *,
    token: Any = _KEEP,
    kind: str | None = None,
    query: dict[str, str] | None = None,
    headers: dict[str, Any] | None = None,
    content: bytes | None = None,
    content_type: str | None = None,
    slow_body: bool = False,
    kind_of_file: str = "photo",
    path_value: str = ID,
) -> dict[str, Any]:
    """Return the arguments of `httpx.Client.request`."""
    values = {name: _PATH_VALUES.get(name, path_value) for name in endpoint.path_names}
    made: dict[str, Any] = {
        "method": endpoint.method,
        "url": endpoint.path.format(**values),
        "params": {q.name: q.example for q in endpoint.query if q.required} | (query or {}),
        "headers": dict(headers or {}),
    }
    if endpoint.access is not Access.PUBLIC and token is _KEEP:
        made["headers"] |= signer.bearer(kind or _kind(endpoint))
    _add_body(made, endpoint, _slowly() if slow_body else content, content_type, kind_of_file)
    return made


def _kind(endpoint: Endpoint) -> str:
    return "staff" if endpoint.access is Access.STAFF else "person"


def _add_body(made: dict[str, Any], endpoint: Endpoint, content, content_type, kind) -> None:
    if endpoint.name == "report_sms" and content is None:
        content = b"[]"
    if endpoint.request_media_type == "multipart/form-data" and content is None:
        made["files"] = {"file": ("照片.jpg", photo(), "image/jpeg")}
        made["data"] = {"kind": kind}
        return
    if endpoint.body is not None and content is None:
        content = json.dumps(example_of(endpoint.body)).encode()
    if content is not None:
        made["content"] = content
        made["headers"]["Content-Type"] = content_type or "application/json"


def _slowly() -> Iterator[bytes]:
    """Send a byte, then keep the server waiting."""
    yield b"-"
    time.sleep(0.8)
    yield b"-"
