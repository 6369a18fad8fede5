"""The table of lessons names tests and guards that are there (tests/lessons.py proves them)."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SPEC = importlib.util.spec_from_file_location("lessons", ROOT / "tests" / "lessons.py")
lessons = importlib.util.module_from_spec(SPEC)
sys.modules["lessons"] = lessons
SPEC.loader.exec_module(lessons)


@pytest.mark.parametrize("lesson", lessons.LESSONS, ids=lambda one: one.failure)
def test_guard_and_test_are_there(lesson):
    assert (ROOT / lesson.guard).read_text().count(lesson.old) == 1
    path, _, name = lesson.test.partition("::")
    assert f"def {name}" in (ROOT / path).read_text()


def test_the_table_is_up_to_date():
    assert lessons.TABLE.read_text() == lessons.table()
