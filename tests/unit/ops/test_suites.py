"""Counting the results of suites."""

import pytest
from native.errors import StackError
from native.suite_run import Counts
from native.suites import _choose, _needs_servers, _split
from native.suites import test as run_suites

_REPORT = '<testsuites><testsuite tests="9" failures="{}" errors="{}" skipped="2"/></testsuites>'


def _counts(tmp_path, exit_code, failures=0, errors=0):
    report = tmp_path / "report.xml"
    report.write_text(_REPORT.format(failures, errors))
    return Counts.from_junit(report, exit_code)


def test_passed_failed_and_skipped_add_up(tmp_path):
    good, bad = _counts(tmp_path, 0), _counts(tmp_path, 1, failures=1, errors=1)
    assert (good.passed, good.failed, good.skipped) == (7, 0, 2)
    assert good.good
    total = Counts.sum([good, bad])
    assert (total.passed, total.failed, total.skipped) == (12, 2, 4)
    assert not total.good


@pytest.mark.parametrize("exit_code", [1, 2, 3, 139], ids=str)
def test_a_suite_that_ends_badly_without_a_failed_test_is_a_failure(tmp_path, exit_code):
    assert _counts(tmp_path, exit_code).failed == 1


def test_a_suite_without_a_report_is_a_failure(tmp_path):
    assert not Counts.from_junit(tmp_path / "absent.xml", 0).good


def test_a_run_without_any_test_is_not_good():
    assert not Counts.sum([]).good


def test_words_after_the_suites_go_to_pytest():
    assert _split(["unit", "-k", "R3.4"]) == (["unit"], ["-k", "R3.4"])
    assert _split(["unit", "--", "-x"]) == (["unit"], ["-x"])


def test_an_unknown_suite_is_named_with_those_that_exist():
    with pytest.raises(StackError, match=r"no suite untit\. The suites are: unit"):
        _split(["untit"])


def test_what_needs_a_container_engine_runs_only_when_named():
    everything = {suite.name for suite in _choose([])}
    assert {"unit", "e2e", "faults/stack"} <= everything
    assert "compose" not in everything
    [named] = _choose(["compose"])
    assert (named.name, named.alone, _needs_servers(named)) == ("compose", True, False)


def test_R8_5_asking_for_help_runs_no_test(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_suites(["--help"]) == 0
    assert "usage: ./ausm test [SUITE" in capsys.readouterr().out
