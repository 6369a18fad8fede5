"""R8.2: what the real services answer is what the OpenAPI document says, field by field."""

import json
import re
from typing import Any

import httpx
import pytest
from contracts.platform import API_PREFIX
from demo.story import ScenarioClients
from demo.transport import Transport
from gateway.openapi import build_document, document
from gateway.routes import endpoints_for
from openapi_schema_validator import OAS31Validator
from support.journeys import apply_for_credits, ask_for_transfer, change_record, look_around
from support.scenarios import Scenarios

# The first test starts the stack.
pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120, func_only=True)]


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

    async def probe(self, response: httpx.Response) -> None:
        path = response.request.url.path.removeprefix(API_PREFIX)
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
        self.http.event_hooks["response"].append(watcher.probe)

    monkeypatch.setattr(Transport, "__init__", watched)
    return watcher


async def test_R8_2_answers_of_the_whole_story_conform(watcher: Watcher, stack) -> None:
    clients = ScenarioClients(stack.url)
    try:
        reviewers = await clients.reviewers()
        outcome = await clients.run_story(clients.person(), reviewers)
        if outcome.error:
            raise outcome.error
        await look_around(Scenarios(clients))
    finally:
        await clients.close()
    assert len(watcher.seen) >= 30
    assert watcher.compared >= 60
    assert watcher.wrong == {}


async def test_R4_1_R5_1_answers_about_changes_and_transfers_conform(
    watcher: Watcher, stack
) -> None:
    clients = ScenarioClients(stack.url)
    try:
        scenario = await Scenarios(clients).approved()
        await change_record(scenario)
        await apply_for_credits(scenario)
        await ask_for_transfer(scenario)
    finally:
        await clients.close()
    assert {("submit_change", 201), ("submit_transfer", 201)} <= watcher.seen
    assert watcher.wrong == {}


async def test_R6_6_answers_about_help_articles_conform(watcher: Watcher, stack) -> None:
    clients = ScenarioClients(stack.url)
    try:
        admin = await Scenarios(clients).staff("platform_admin")
        [first, *_] = (await admin.call("GET", "/admin/help-articles?status=published")).rows
        path = f"/admin/help-articles/{first['article_id']}"
        saved = (await admin.call("GET", path)).data
        names = ("title", "category", "summary", "body_markdown", "keywords", "featured")
        body = {name: saved[name] for name in (*names, "position")}
        await admin.call("PUT", path, json=body, version=saved["version"])
        await admin.call("POST", f"{path}/publish")
        await admin.close()
    finally:
        await clients.close()
    assert {("update_help_article", 200), ("publish_help_article", 200)} <= watcher.seen
    assert watcher.wrong == {}
