"""The table of mutants names tests and guards that are there (tests/mutation/run.py runs them)."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SPEC = importlib.util.spec_from_file_location("mutants", ROOT / "tests" / "mutation" / "run.py")
mutants = importlib.util.module_from_spec(SPEC)
sys.modules["mutants"] = mutants
SPEC.loader.exec_module(mutants)


@pytest.mark.parametrize("mutant", mutants.MUTANTS, ids=lambda one: one.failure)
def test_guard_and_test_are_there(mutant):
    assert (ROOT / mutant.guard).read_text().count(mutant.old) == 1
    path, _, name = mutant.test.partition("::")
    assert f"def {name}" in (ROOT / path).read_text()


def test_the_table_is_up_to_date():
    assert mutants.TABLE.read_text() == mutants.table()
