"""R8.2: the client that openapi-python-client makes of the document plays the whole story."""

import importlib
import io
import json
import re
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

import httpx
import pytest
from contracts.platform import API_PREFIX
from demo.story import ScenarioClients
from demo.transport import Answer, Problem, Transport
from support.journeys import apply_for_credits, ask_for_transfer, change_record, look_around
from support.openapi_tools import DOCUMENT, run
from support.scenarios import Scenarios

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180, func_only=True)]
PACKAGE = "ausm_generated"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("generated")
    options = ("--path", DOCUMENT, "--output-path", folder / PACKAGE, "--meta", "none")
    done = run("openapi-python-client", "generate", *options, "--fail-on-warning")
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module(PACKAGE)
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


class GeneratedCalls:
    """Finds the generated function of a request and calls it with generated types."""

    def __init__(self, package: ModuleType) -> None:
        self._types = importlib.import_module(f"{PACKAGE}.types")
        self._client = package.Client
        found = {path.stem: path for path in Path(package.__path__[0], "api").rglob("*.py")}
        paths = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]
        # Fixed paths before those with parameters: /sessions/current is no session's id.
        self._routes = [
            (
                method,
                re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/?]+)", path)),
                found[one["operationId"]],
            )
            for path in sorted(paths, key=lambda path: path.count("{"))
            for method, one in paths[path].items()
        ]
        self.used: set[str] = set()

    async def send(self, transport: Transport, method: str, path: str, options: Any) -> Any:
        """Return the generated function's answer to the request."""
        path, _, query = path.partition("?")
        pairs = dict(pair.split("=", 1) for pair in query.split("&")) if query else {}
        match, module = self._function(method, path)
        self.used.add(module.__name__.rpartition(".")[2])
        hints = get_type_hints(module.asyncio_detailed)
        given = {**pairs, **(options.get("params") or {}), **_headers(options["headers"])}
        values = {name: self._value(hints[name], value) for name, value in given.items()}
        if (body := self._body(hints, options)) is not None:
            values["body"] = body
        client = self._client(base_url="").set_async_httpx_client(_below_the_prefix(transport))
        return await module.asyncio_detailed(**match.groupdict(), **values, client=client)

    def _function(self, method: str, path: str) -> tuple[re.Match[str], ModuleType]:
        for known, pattern, file in self._routes:
            if known == method.lower() and (match := pattern.fullmatch(path)):
                name = f"{PACKAGE}.api.{file.parent.name}.{file.stem}"
                return match, importlib.import_module(name)
        raise LookupError(f"{method} {path} is not in the document")

    def _value(self, hint: Any, value: Any) -> Any:
        choices = [one for one in (hint, *get_args(hint)) if isinstance(one, type)]
        chosen = next((one for one in choices if issubclass(one, Enum)), None)
        return chosen(value) if chosen else value

    def _body(self, hints: dict[str, Any], options: Any) -> Any:
        # The demo sends an empty object with steps that take no body.
        if "body" not in hints:
            return None
        if "files" in options:
            name, content, *media_type = options["files"]["file"]
            file = self._types.File(io.BytesIO(content), name, *media_type)
            kind = self._value(get_type_hints(_model(hints))["kind"], options["data"]["kind"])
            return _model(hints)(kind=kind, file=file)
        return _model(hints).from_dict(options["json"]) if "json" in options else None


def _model(hints: dict[str, Any]) -> Any:
    body = hints["body"]
    return next(one for one in (body, *get_args(body)) if hasattr(one, "to_dict"))


def _below_the_prefix(transport: Transport) -> httpx.AsyncClient:
    """Return a client on the connections of the demo's, which speaks of paths without the prefix."""
    bearer = {"Authorization": f"Bearer {transport.access_token}"}
    return httpx.AsyncClient(
        base_url=f"{transport.http.base_url}".rstrip("/") + API_PREFIX,
        transport=transport.http._transport,
        headers={**transport.http.headers, **(bearer if transport.access_token else {})},
        timeout=30,
    )


def _headers(headers: dict[str, str]) -> dict[str, str]:
    known = {"If-Match": "if_match", "Idempotency-Key": "idempotency_key"}
    return {known[name]: value for name, value in headers.items() if name in known}


@pytest.fixture
def calls(generated: ModuleType, monkeypatch: pytest.MonkeyPatch) -> GeneratedCalls:
    """Let every client of the demo speak through generated functions alone."""
    calls = GeneratedCalls(generated)

    async def once(
        self: Transport, method: str, path: str, operation: str, headers: Any, options: Any
    ) -> Answer:
        answer = await calls.send(self, method, path, {**options, "headers": headers})
        body = _same(answer, operation)
        if answer.status_code >= 400:
            raise Problem(answer.status_code, body, answer.headers, f"{method} {path}")
        return Answer(answer.status_code, body, answer.headers, answer.content)

    monkeypatch.setattr(Transport, "_once", once)
    return calls


def _same(answer: Any, operation: str) -> dict[str, Any]:
    """Return the body as the generated type has it; nothing of what was sent may be missing."""
    if "json" not in answer.headers.get("content-type", ""):
        return {}
    sent = json.loads(answer.content)
    assert answer.parsed is not None, f"{operation}: {answer.status_code} has no type"
    assert answer.parsed.to_dict() == sent, operation
    return dict(sent)


async def test_R8_2_generated_client_plays_the_whole_story(calls: GeneratedCalls, stack) -> None:
    clients = ScenarioClients(stack.url)
    try:
        outcome = await clients.run_story(clients.person(), await clients.reviewers())
        if outcome.error:
            raise outcome.error
        await look_around(Scenarios(clients))
        scenario = await Scenarios(clients).approved()
        await apply_for_credits(scenario)
        await ask_for_transfer(scenario)
        await change_record(scenario)
    finally:
        await clients.close()
    assert {
        "register_account",
        "submit_collection",
        "approve_review",
        "upload_attachment",
    } <= calls.used
    assert {"submit_transfer", "get_transfer", "get_record"} <= calls.used
    assert len(calls.used) >= 25
