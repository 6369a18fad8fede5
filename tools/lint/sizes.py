"""Find modules and functions that have outgrown their readers: `sizes.py FILE …`."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

MODULE_LINES = 300
FUNCTION_LINES = 25


def oversized(paths: Iterable[str]) -> Iterator[str]:
    """Yield a line for each module over 300 lines and each function over 25."""
    for path in paths:
        yield from oversized_in(path, Path(path).read_text(encoding="utf-8"))


def oversized_in(name: str, text: str) -> Iterator[str]:
    """Yield a line for each thing in one module that is too long."""
    lines = text.count("\n")
    if lines > MODULE_LINES:
        yield f"{name}: {lines} lines (at most {MODULE_LINES})"
    if "/migrations/" in name:  # a frozen list of operations, never edited again
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = function_lines(node)
            if length > FUNCTION_LINES:
                place = f"{name}:{node.lineno}: {node.name}"
                yield f"{place} has {length} lines (at most {FUNCTION_LINES})"


def function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function's body; its docstring and decorators are not counted."""
    body = node.body
    if ast.get_docstring(node) is not None:
        body = body[1:]
    if not body:
        return 0
    return (node.end_lineno or node.lineno) - body[0].lineno + 1


if __name__ == "__main__":
    found = list(oversized(sys.argv[1:]))
    print("\n".join(found))
    sys.exit(1 if found else 0)
