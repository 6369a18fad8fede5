"""R8.2: every error code that the source names has a Chinese text."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from contracts.error_codes import catalogue
from contracts.errors import ERROR_CLASSES

ROOT = Path(__file__).parents[2]
SOURCES = ("libs", "services", "gateway")
# Who takes a code, and in which place.
CODE_PLACE = dict.fromkeys(ERROR_CLASSES, 0) | {
    "BadRequest": 0,
    "ContentTooLarge": 0,
    "UnsupportedMediaType": 0,
    "ValueProblem": 0,
    "Coded": 0,
    "Violation": 1,
}
CODE_KEYWORD = ("require_staff", "require_authority")
CHINESE = re.compile("[\u4e00-\u9fff]")


def _named_codes() -> Iterator[tuple[str, str]]:
    for source in SOURCES:
        for path in (ROOT / source).rglob("*.py"):
            if "build" not in path.parts:
                yield from _codes_in(path)


def _codes_in(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        place = CODE_PLACE.get(name)
        if name in CODE_KEYWORD:
            given = next((one.value for one in node.keywords if one.arg == "code"), None)
        elif place is not None and len(node.args) > place:
            given = node.args[place]
        else:
            continue
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            yield given.value, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_R8_2_named_codes_are_in_the_catalogue() -> None:
    named = list(_named_codes())
    assert len(named) > 50
    unknown = [f"{code} at {where}" for code, where in named if code not in catalogue()]
    assert unknown == []


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_R8_2_code_has_a_form_and_a_chinese_text(code: str) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z0-9_]+", code)
    assert CHINESE.search(catalogue()[code])


def test_R8_2_every_error_class_has_a_code_of_its_own() -> None:
    codes = [error_class.default_code for error_class in ERROR_CLASSES.values()]
    assert len(codes) == len(set(codes))
    assert set(codes) <= catalogue().keys()
