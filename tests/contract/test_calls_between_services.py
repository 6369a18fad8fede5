"""R8.1: what a service calls on another exists there, with those arguments."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chassis.service import rpc_methods
from contracts.platform import SERVICES

ROOT = Path(__file__).parents[2]
SOURCES = ("services", "libs/casework")


def _calls() -> Iterator[Any]:
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*.py")):
            if "build" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (found := _call_of(node)) is not None:
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    yield pytest.param(*found, id=f"R8.1-{found[0]}.{found[1]}-{where}")


def _call_of(node: ast.AST) -> tuple[str, str, tuple[str, ...]] | None:
    """Return service, method and keyword arguments of `<service>_rpc.call("method", …)`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr not in ("call", "call_as_service") or not node.args:
        return None
    if not isinstance(node.args[0], ast.Constant):
        return None
    receiver = node.func.value
    name = receiver.attr if isinstance(receiver, ast.Attribute) else getattr(receiver, "id", "")
    service = name.removesuffix("_rpc")
    keywords = tuple(keyword.arg or "**" for keyword in node.keywords)
    return (service, str(node.args[0].value), keywords) if service in SERVICES else None


@pytest.mark.parametrize(("service", "method", "names"), list(_calls()))
def test_called_method_exists(service: str, method: str, names: tuple[str, ...]) -> None:
    module = importlib.import_module(f"{service}.service")
    methods = rpc_methods(getattr(module, f"{service.capitalize()}Service"))
    assert method in methods, f"{service} has no method {method}"
    signature = inspect.signature(methods[method])
    # What is handed on as `**more` is known at run time only.
    bind = signature.bind_partial if "**" in names else signature.bind
    bind(None, **dict.fromkeys(name for name in names if name != "**"))


def test_R8_1_calls_were_found() -> None:
    assert len(list(_calls())) >= 5
