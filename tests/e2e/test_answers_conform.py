"""R8.2: what the real services answer is what the OpenAPI document says, field by field."""

import json
import re
from typing import Any

import httpx
import pytest
from demo.people import make_person
from demo.scenes import Scenes
from demo.story import Company
from demo.transport import API, Transport
from gateway.openapi import build_document, document
from gateway.routes import endpoints_for
from openapi_schema_validator import OAS31Validator

pytestmark = pytest.mark.anyio


class Watcher:
    """Compares answers with the document, where unknown fields count as wrong, too."""

    def __init__(self, described: dict[str, Any]) -> None:
        self._described = described
        # Fixed paths before those with parameters: /sessions/current is no session's id.
        paths = sorted(described["paths"], key=lambda path: path.count("{"))
        self._paths = [(re.compile(re.sub(r"{\w+}", "[^/]+", path)), path) for path in paths]
        self.seen: set[tuple[str, int]] = set()
        self.compared = 0
        self.wrong: dict[str, set[str]] = {}

    async def look(self, response: httpx.Response) -> None:
        path = response.request.url.path.removeprefix(API)
        operation = self._operation(response.request.method, path)
        if operation is None:
            return
        name, status = operation["operationId"], str(response.status_code)
        self.seen.add((name, response.status_code))
        if status not in operation["responses"]:
            self._note(name, f"{status} is not described")
            return
        # The live stream never ends: only what is JSON is read.
        if "json" not in response.headers.get("content-type", ""):
            return
        await response.aread()
        for complaint in self._complaints(operation["responses"][status], response):
            self._note(name, f"{status}: {complaint}")

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        for pattern, described in self._paths:
            found = self._described["paths"][described].get(method.lower())
            if found and pattern.fullmatch(path):
                return found
        return None

    def _complaints(self, described: dict[str, Any], response: httpx.Response) -> list[str]:
        if "$ref" in described:
            described = self._described["components"]["responses"][described["$ref"].split("/")[-1]]
        media_type = response.headers.get("content-type", "").split(";")[0]
        content = described.get("content", {}).get(media_type)
        if content is None:
            return [f"{media_type} is not described"]
        self.compared += 1
        schema = {**content["schema"], "components": self._described["components"]}
        found = OAS31Validator(schema).iter_errors(json.loads(response.content))
        return [f"{'.'.join(map(str, error.path))}: {error.message[:120]}" for error in found]

    def _note(self, name: str, complaint: str) -> None:
        self.wrong.setdefault(name, set()).add(complaint)


@pytest.fixture
def watcher(monkeypatch: pytest.MonkeyPatch) -> Watcher:
    monkeypatch.setattr(document, "_let_answers_grow", lambda _: None)
    watcher = Watcher(build_document(endpoints_for(with_sandbox=True)))
    plain = Transport.__init__

    def watched(self: Transport, *args: Any, **options: Any) -> None:
        plain(self, *args, **options)
        self.http.event_hooks["response"].append(watcher.look)

    monkeypatch.setattr(Transport, "__init__", watched)
    return watcher


async def test_R8_2_answers_of_the_whole_story_conform(watcher: Watcher, stack) -> None:
    company = Company(stack.url)
    try:
        first, right = await company.reviewers()
        outcome = await company.run(make_person(company.rng, "resident_id"), first, right)
        if outcome.error:
            raise outcome.error
        await _look_around(Scenes(company))
    finally:
        await company.close()
    assert len(watcher.seen) >= 30
    assert watcher.compared >= 60
    assert watcher.wrong == {}


async def _look_around(scenes: Scenes) -> None:
    """Read what the story itself does not."""
    stage = await scenes.submitted()
    client, staff = stage.client, stage.right.client
    for path in (
        "/me/transfers/eligibility",
        "/me/messages?limit=2",
        "/me/collection/authority-suggestions",
        "/me/real-name",
        "/reference/consent-documents",
        "/reference/collection-scopes",
        "/reference/regions?parent=110000",
        "/reference/rare-characters?initial=y",
        "/reference/dictionaries",
        "/sessions",
        "/sandbox/personas",
        "/health/ready",
    ):
        await client.call("GET", path)
    for path in ("/reviews/summary", "/reviews?kind=real_name&status=all", "/staff/me"):
        await staff.call("GET", path)
