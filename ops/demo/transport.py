"""One HTTP conversation with the gateway: problems as exceptions, every request counted."""

import asyncio
import json as json_text
import ssl
import sys
import time
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
from contracts.platform import API_PREFIX

# 502 is the proxy's, when a replica of the gateway died over the answer.
BUSY = {502, 503, 504}
EXPIRED = "gateway.token_expired"
_PAUSE_SECONDS = 0.4
# httpcore looks for it several times a request, and to look for what is absent searches every folder
# of packages: a sixth of all that a client computes.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]


@cache
def _trusted_authorities() -> ssl.SSLContext:
    """Load once what every client trusts: it takes longer than most requests."""
    return httpx.create_ssl_context()


class Problem(Exception):
    """An answer of 400 or above, with what its problem document says."""

    def __init__(
        self, status: int, body: dict[str, Any], headers: httpx.Headers, call: str
    ) -> None:
        self.status = status
        self.body = body
        self.headers = headers
        self.code = str(body.get("code", ""))
        self.errors: list[dict[str, Any]] = body.get("errors") or []
        text = body.get("detail") or body.get("title") or ""
        listed = "；".join(f"{e.get('field')}：{e.get('message')}" for e in self.errors)
        super().__init__(
            f"{call} → {status} {self.code} {text} {listed} (request {body.get('request_id')})"
        )

    @property
    def fields(self) -> set[str]:
        """Return the field paths that were refused."""
        return {str(error.get("field")) for error in self.errors}


@dataclass
class Meter:
    """Counts requests and keeps their times in seconds, by operation."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    waits: Counter[str] = field(default_factory=Counter)

    def note(self, operation: str, seconds: float) -> None:
        """Add one finished request."""
        self.times[operation].append(seconds)

    @property
    def count(self) -> int:
        """Return how many requests were made."""
        return sum(len(times) for times in self.times.values())


@dataclass
class Answer:
    """A successful answer: its JSON body (an empty dict for 204), headers, and bytes of a file."""

    status: int
    data: dict[str, Any]
    headers: httpx.Headers
    content: bytes = b""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the items of a list."""
        return list(self.data["items"])


class Transport:
    """Send requests as one client; with `patience` seconds, sit out a busy or absent server.

    A repeated request carries the same Idempotency-Key, so the server does the work once.
    """

    def __init__(
        self,
        base_url: str,
        meter: Meter | None = None,
        *,
        address: str | None = None,
        patience: float = 0.0,
        timeout: float = 30.0,
    ) -> None:
        # Every simulated client has its own address, as people have: limits are per address.
        headers = {"X-Forwarded-For": address} if address else {}
        # Shorter than the server keeps an idle connection: neither uses one the other just closed.
        limits = httpx.Limits(keepalive_expiry=3.0)
        self.http = httpx.AsyncClient(
            base_url=base_url,
            timeout=timeout,
            headers=headers,
            limits=limits,
            verify=_trusted_authorities(),
        )
        self.meter = meter or Meter()
        self.patience = patience
        self.access_token: str | None = None
        self.refresh_token: str | None = None
        self._renewal = asyncio.Lock()

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()

    async def call(
        self,
        method: str,
        path: str,
        *,
        operation: str | None = None,
        version: int | str | None = None,
        key: str | None = None,
        **options: Any,
    ) -> Answer:
        """Send one request and return its answer; raises Problem for 400 and above.

        `version` becomes If-Match, `key` the Idempotency-Key; `headers` go beside them.
        """
        headers = self._headers(version, key) | options.pop("headers", {})
        operation = operation or f"{method} {path}"
        give_up = time.monotonic() + self.patience
        while True:
            sent_token = self.access_token
            try:
                return await self._once(method, path, operation, headers, options)
            except (httpx.TransportError, Problem) as error:
                if isinstance(error, Problem) and error.code == EXPIRED:
                    await self._renew(sent_token, error)
                    headers["Authorization"] = f"Bearer {self.access_token}"
                    continue
                pause = _pause(error)
                if pause is None or time.monotonic() + pause > give_up:
                    raise
                self.meter.waits[operation] += 1
                await asyncio.sleep(pause)

    async def _renew(self, expired: str | None, error: Problem) -> None:
        """Get a new access token, once for all requests that met the end of the old one."""
        async with self._renewal:
            if self.access_token != expired:
                return
            if self.refresh_token is None:
                raise error
            body = {"refresh_token": self.refresh_token}
            self.refresh_token = None
            answer = await self._once(
                "POST", "/sessions/refresh", "POST /sessions/refresh", {}, {"json": body}
            )
            self.access_token = answer.data["access_token"]
            self.refresh_token = answer.data["refresh_token"]

    def _headers(self, version: int | str | None, key: str | None) -> dict[str, str]:
        headers = {"X-Request-ID": uuid.uuid4().hex}
        if self.access_token:
            headers["Authorization"] = f"Bearer {self.access_token}"
        if version is not None:
            headers["If-Match"] = version if isinstance(version, str) else f'"{version}"'
        if key:
            headers["Idempotency-Key"] = key
        return headers

    async def _once(
        self, method: str, path: str, operation: str, headers: dict[str, str], options: Any
    ) -> Answer:
        started = time.perf_counter()
        response = await self.http.request(method, API_PREFIX + path, headers=headers, **options)
        self.meter.note(operation, time.perf_counter() - started)
        body = _body(response)
        if response.status_code >= 400:
            raise Problem(response.status_code, body, response.headers, f"{method} {path}")
        return Answer(response.status_code, body, response.headers, response.content)


def new_key() -> str:
    """Return a fresh Idempotency-Key."""
    return str(uuid.uuid4())


def _body(response: httpx.Response) -> dict[str, Any]:
    if not response.content:
        return {}
    try:
        body = response.json()
    except (json_text.JSONDecodeError, UnicodeDecodeError):
        return {"detail": response.text[:300]}
    return body if isinstance(body, dict) else {"items": body}


def _pause(error: Exception) -> float | None:
    """Return how long to wait before the same request, or None if it is not worth it."""
    if isinstance(error, httpx.TransportError):
        return _PAUSE_SECONDS
    if isinstance(error, Problem) and error.status in BUSY | {429}:
        wait = float(error.headers.get("Retry-After", _PAUSE_SECONDS))
        return max(wait if error.status == 429 else min(wait, 2.0), _PAUSE_SECONDS)
    return None
