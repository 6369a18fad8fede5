"""R8.1: every event has a schema and a consumer; only events of the catalogue are published."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from contracts.events import EVENTS, EventType
from contracts.platform import SERVICES
from gateway.broker.broadcasts import BroadcastListener
from gateway.resources import Resources
from gateway.settings import Settings

ROOT = Path(__file__).parents[2]


def _named(event: EventType) -> str:
    return f"R8.1-{event.source}.{event.name}"


@pytest.mark.parametrize("event", EVENTS.values(), ids=_named)
def test_event_has_a_schema_and_a_listener(event: EventType) -> None:
    assert event.schema.fields
    assert event.consumers or event.broadcast
    for service, handler in event.consumers:
        module = importlib.import_module(f"{service}.service")
        service_class = getattr(module, f"{service.capitalize()}Service")
        assert hasattr(getattr(service_class, handler), "nameko_entrypoints")


def _published() -> Iterator[tuple[str, str, str]]:
    for service in SERVICES:
        for path in (ROOT / "services" / service / service).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "publish":
                    name = node.args[0]
                    if isinstance(name, ast.Constant):
                        yield service, str(name.value), f"{path.relative_to(ROOT)}:{node.lineno}"


def test_R8_1_published_events_are_in_the_catalogue() -> None:
    published = list(_published())
    assert published
    unknown = [where for service, name, where in published if (service, name) not in EVENTS]
    assert unknown == []


def test_R7_1_gateway_listens_to_every_broadcast(monkeypatch) -> None:
    subscribed: dict = {}
    monkeypatch.setattr(
        BroadcastListener,
        "__init__",
        lambda self, connection, handlers: subscribed.update(handlers),
    )
    monkeypatch.setattr("gateway.resources.TokenVerifier", lambda *_: None)
    Resources(Settings("amqp://x/", "http://a:b@127.0.0.1:1", "no key"))
    assert set(subscribed) == {key for key, event in EVENTS.items() if event.broadcast}
