"""Finds modules and functions that have outgrown their readers, and files that name an index."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES = 300
FUNCTION_LINES = 25
# Spelled in parts, so that this file does not name one itself.
_INDEX_HOSTS = re.compile(
    "|".join(
        (
            r"pypi\." + "org",
            r"pythonhosted\." + "org",
            r"registry\.npmjs\." + "org",
            r"deb\.debian\." + "org",
            r"proxy\.golang\." + "org",
        )
    )
)


def oversized(root: Path) -> Iterator[str]:
    """Yield a line for each module over 300 lines, function over 25, and index named."""
    for path in _tracked(root):
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        name = path.relative_to(root)
        if path.suffix == ".py":
            yield from oversized_in(str(name), text)
        yield from (
            f"{name}: names a package index: {found.group()}"
            for found in _INDEX_HOSTS.finditer(text)
        )


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


def _tracked(root: Path) -> list[Path]:
    """Return the files that git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return [root / name for name in done.stdout.split("\0") if name]
