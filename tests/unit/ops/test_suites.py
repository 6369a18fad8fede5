"""Counting the results of suites."""

import pytest
from native.errors import StackError
from native.suite_run import Counts, Outcome
from native.suite_times import times_table
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


def test_what_is_slow_runs_only_when_named_or_with_all():
    daily = [suite.name for suite in _choose([])]
    assert {"unit", "contract", "gateway", "operations", "integration/identity"} < set(daily)
    assert daily[0] == "e2e"
    further = [
        "faults/chassis",
        "faults/stack",
        "monitoring",
        "load",
        "upgrade",
        "compose",
        "swarm",
    ]
    assert not {*further, "smoke"} & set(daily)
    assert [suite.name for suite in _choose(["all"])] == [*daily, *further]


def test_what_needs_a_container_engine_has_the_machine_to_itself():
    [named] = _choose(["compose"])
    assert (named.name, named.alone, _needs_servers(named)) == ("compose", True, False)


def test_the_slowest_suites_and_tests_are_listed_first(tmp_path):
    reports = {name: tmp_path / f"{name}.xml" for name in ("quick", "slow", "broken")}
    case = '<testsuite><testcase classname="tests.unit.a" name="{}" time="{}"/></testsuite>'
    reports["quick"].write_text(case.format("test_one", 0.5))
    reports["slow"].write_text(case.format("test_two", 7))
    seconds = {"quick": 2.0, "slow": 9.0, "broken": 4.0}
    outcomes = [Outcome(n, Counts(passed=1), seconds[n], reports[n]) for n in reports]
    lines = [line.split() for line in times_table(outcomes, 10).splitlines()]
    assert [line[2] for line in lines[1:4]] == ["slow", "broken", "quick"]
    assert [line[2] for line in lines[5:]] == ["unit.a::test_two", "unit.a::test_one"]


def test_R8_5_asking_for_help_runs_no_test(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_suites(["--help"]) == 0
    assert "usage: ./ausm test [SUITE" in capsys.readouterr().out
