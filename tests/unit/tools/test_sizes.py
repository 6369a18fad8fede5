"""The guards of size: what counts, and that the tree keeps to it."""

import subprocess
from pathlib import Path

import pytest
from native.layout import REPOSITORY

from tools.lint.sizes import FUNCTION_LINES, MODULE_LINES, oversized, oversized_in


def _function(lines, *, docstring=""):
    head = "def long():\n" + (f'    """{docstring}"""\n' if docstring else "")
    return head + "    x = 1\n" * lines


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(_function(FUNCTION_LINES), 0, id="as-long-as-allowed"),
        pytest.param(_function(FUNCTION_LINES + 1), 1, id="one-line-too-long"),
        pytest.param(_function(FUNCTION_LINES, docstring="a\n\nb\n"), 0, id="docstrings-are-free"),
        pytest.param("x = 1\n" * MODULE_LINES, 0, id="module-as-long-as-allowed"),
        pytest.param("x = 1\n" * (MODULE_LINES + 1), 1, id="module-too-long"),
    ],
)
def test_lengths(text, found):
    assert len(list(oversized_in("a.py", text))) == found


def test_migrations_may_list_many_operations():
    text = _function(FUNCTION_LINES + 1)
    assert not list(oversized_in("services/x/migrations/versions/0001.py", text))


def test_the_tree_keeps_to_the_sizes(monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    listed = subprocess.run(["git", "ls-files", "*.py"], capture_output=True, text=True, check=True)
    assert list(oversized(name for name in listed.stdout.split() if Path(name).exists())) == []
