"""From a row of the route table to an answer."""

import gzip
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chassis.networks import network_of
from contracts.errors import Forbidden, NotFound, ServiceError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.auth.identify import identify
from gateway.auth.tokens import Caller
from gateway.http.body import parse_object, read_bytes
from gateway.http.etag import etag_of, is_unchanged
from gateway.rate_limits.limiter import Quota, ensure_within
from gateway.resources import Resources
from gateway.routing.call import Call, context_of
from gateway.routing.endpoint import Access, Endpoint, Quotas, read_query

MAX_PATH_VALUE = 80


def routes_of(endpoints: list[Endpoint], prefix: str) -> list[Route]:
    """Return one route a path, so that the answer to a wrong method names all the right ones."""
    by_path: dict[str, dict[str, Endpoint]] = {}
    for endpoint in endpoints:
        by_path.setdefault(endpoint.path, {})[endpoint.method] = endpoint
    return [
        Route(prefix + path, _serve(methods), methods=list(methods))
        for path, methods in by_path.items()
    ]


def _serve(methods: Mapping[str, Endpoint]) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await answer(methods[method], request)

    return serve


async def answer(endpoint: Endpoint, request: Request) -> Response:
    """Authenticate, count, read, run and render."""
    request.state.operation = endpoint.name
    resources: Resources = request.app.state.resources
    caller = await _let_in(endpoint, request, resources)
    _ensure_path_sane(request)
    query = read_query(endpoint.query, request.query_params) if endpoint.query else {}
    raw, body = await _read_body(endpoint, request)
    context = context_of(request, caller, raw)
    call = Call(request, endpoint, resources, caller, context, query, body)
    result = await endpoint.handler(call)
    return result if isinstance(result, Response) else render(endpoint, request, result)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A JSON answer that is kept ready to send; `gzipped` if it is large."""

    body: bytes
    etag: str
    gzipped: bytes = b""

    def form_for(self, request: Request) -> tuple[bytes, dict[str, str]]:
        """Return the body as the client takes it, and the headers that say how it is."""
        if not self.gzipped:
            return self.body, {}
        varies = {"Vary": "Accept-Encoding"}
        if not _takes_gzip(request):
            return self.body, varies
        return self.gzipped, {**varies, "Content-Encoding": "gzip"}


def compress(answer: Prepared) -> Prepared:
    """Return the answer with a compressed form; its tag is weak, being that of both forms."""
    return replace(answer, gzipped=gzip.compress(answer.body, mtime=0), etag=f"W/{answer.etag}")


def _takes_gzip(request: Request) -> bool:
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


async def _let_in(endpoint: Endpoint, request: Request, resources: Resources) -> Caller | None:
    try:
        caller = _admit(endpoint, request, resources)
    except ServiceError:
        # Who tries tokens out is counted as well, by address.
        await _count(endpoint, request, resources, None)
        raise
    await _count(endpoint, request, resources, caller)
    return caller


def _admit(endpoint: Endpoint, request: Request, resources: Resources) -> Caller | None:
    if endpoint.access is Access.PUBLIC:
        return None
    caller = identify(request, resources.verifier)
    request.state.actor_kind = caller.kind
    if endpoint.access is not Access.ANYONE_LOGGED_IN and endpoint.access.value != caller.kind:
        raise Forbidden("gateway.wrong_account_kind")
    return caller


async def _count(
    endpoint: Endpoint, request: Request, resources: Resources, caller: Caller | None
) -> None:
    if endpoint.quotas is Quotas.NONE:
        return
    client_ip = request.client.host if request.client else None
    factor = resources.known_networks.factor(client_ip)
    # Packaged answers cost less than asking Redis would.
    shared = endpoint.quotas is not Quotas.REFERENCE
    sender = Sender(network_of(client_ip), factor)
    usage = await resources.limiter.hit(_quotas(endpoint, sender, caller), shared=shared)
    request.state.rate_headers = usage.headers()
    ensure_within(usage)


@dataclass(frozen=True, slots=True)
class Sender:
    """The network of a request, and how many times a limit by address counts for it."""

    network: str
    factor: int

    def quota(self, policy: str) -> Quota:
        """Return the sender's own count of a policy."""
        return Quota(policy, self.network, self.factor)


def _quotas(endpoint: Endpoint, sender: Sender, caller: Caller | None) -> list[Quota]:
    if endpoint.quotas is Quotas.REFERENCE:
        return [sender.quota("reference")]
    quotas = [sender.quota("ip")]
    if endpoint.quotas is Quotas.SENSITIVE:
        quotas.append(sender.quota("sensitive"))
    if caller:
        quotas.append(Quota("account", caller.actor_id))
    if endpoint.quotas is Quotas.UPLOAD:
        quotas.append(Quota("upload", caller.actor_id) if caller else sender.quota("upload"))
    return quotas


def _ensure_path_sane(request: Request) -> None:
    for value in request.path_params.values():
        if len(value) > MAX_PATH_VALUE or not value.replace("-", "").replace("_", "").isalnum():
            raise NotFound
        if not value.isascii():
            raise NotFound


async def _read_body(endpoint: Endpoint, request: Request) -> tuple[bytes, dict[str, Any]]:
    if endpoint.body is None:
        return b"", {}
    raw = await read_bytes(request)
    if not raw and not endpoint.body_required:
        return raw, {}
    return raw, parse_object(raw, request.headers.get("content-type", ""))


def render(endpoint: Endpoint, request: Request, result: Any) -> Response:
    """Return a JSON answer with its entity tag, or 304 when the client holds it already."""
    if endpoint.status == 204:
        return Response(status_code=204)
    answer = (
        result
        if isinstance(result, Prepared)
        else prepare(result, tagged=endpoint.cache_seconds > 0)
    )
    body, headers = answer.form_for(request)
    if answer.etag:
        headers["ETag"] = answer.etag
    if request.method in ("GET", "HEAD"):
        headers["Cache-Control"] = _caching(endpoint)
        if answer.etag and is_unchanged(request, answer.etag):
            headers.pop("Content-Encoding", None)
            return Response(status_code=304, headers=headers)
    return Response(body, endpoint.status, headers, media_type="application/json")


def prepare(result: Any, *, tagged: bool) -> Prepared:
    """Return the JSON of a result; with a tag when asked for or when it has a version."""
    body = json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode()
    if tagged or (isinstance(result, dict) and result.get("version") is not None):
        return Prepared(body, etag_of(result, body))
    return Prepared(body, "")


def _caching(endpoint: Endpoint) -> str:
    if endpoint.cache_seconds:
        return f"public, max-age={endpoint.cache_seconds}"
    return "private, no-cache"
