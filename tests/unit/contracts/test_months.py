"""Months and periods."""

import pytest
from contracts.values import ValueProblem
from contracts.values.months import Period, check_period, clean_month, overlapping

NOW = "2026-11"


@pytest.mark.parametrize("raw", ["2020-09", " 2020-09 ", "２０２０－０９"])
def test_clean_month(raw: str) -> None:
    assert clean_month(raw) == "2020-09"


@pytest.mark.parametrize(
    "raw", ["", "2020", "2020-13", "2020-00", "2020/09", "2020-9", "20200-09", "२०२०-०९"]
)
def test_month_format(raw: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_month(raw)
    assert caught.value.code == "value.month_format"


def test_month_too_early() -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_month("1929-12")
    assert caught.value.code == "value.month_too_early"


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        pytest.param("2020-09", "2020-09", "value.period_order", id="R3.3.2-same-month"),
        pytest.param("2020-09", "2020-08", "value.period_order", id="R3.3.2-backwards"),
        pytest.param("2020-09", "2026-12", "value.end_month_in_future", id="R3.3.2-future-end"),
        pytest.param("2026-12", None, "value.start_month_in_future", id="R3.4.1-future-start"),
    ],
)
def test_check_period_refuses(start: str, end: str | None, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        check_period(Period(start, end), NOW)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param("2020-09", "2026-11", id="R3.3.2-until-this-month"),
        pytest.param("2020-09", None, id="R3.4.1-until-now"),
        pytest.param("2026-11", None, id="R3.4.1-since-this-month"),
    ],
)
def test_check_period_accepts(start: str, end: str | None) -> None:
    check_period(Period(start, end), NOW)


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        pytest.param(("2010-09", "2014-07"), ("2014-07", "2017-07"), False, id="R3.3.2-touching"),
        pytest.param(("2010-09", "2014-07"), ("2014-06", "2017-07"), True, id="R3.3.2-one-month"),
        pytest.param(("2010-09", "2014-07"), ("2011-01", "2012-01"), True, id="R3.3.2-inside"),
        pytest.param(("2010-09", "2014-07"), ("2010-09", "2014-07"), True, id="R3.3.2-same"),
        pytest.param(("2010-09", None), ("2014-07", None), True, id="R3.4.5-two-until-now"),
        pytest.param(("2010-09", "2014-07"), ("2014-07", None), False, id="R3.4.5-then-until-now"),
        pytest.param(
            ("2010-09", "2014-07"), ("2014-01", None), True, id="R3.4.5-until-now-overlaps"
        ),
        pytest.param(("2010-09", "2014-07"), ("2015-01", "2016-01"), False, id="R3.3.2-gap"),
    ],
)
def test_overlaps_either_way_round(
    first: tuple[str, str | None], second: tuple[str, str | None], overlap: bool
) -> None:
    assert Period(*first).overlaps(Period(*second)) is overlap
    assert Period(*second).overlaps(Period(*first)) is overlap


def test_R3_3_2_every_overlapping_pair_is_named() -> None:
    periods = [Period("2010-01", "2012-01"), Period("2011-01", None), Period("2013-01", "2014-01")]
    assert overlapping(periods) == [(0, 1), (1, 2)]


@pytest.mark.parametrize(
    ("inner", "inside"),
    [
        pytest.param(Period("2010-09", "2014-07"), True, id="R3.4.3-same"),
        pytest.param(Period("2010-08", "2014-07"), False, id="R3.4.3-too-early"),
        pytest.param(Period("2010-09", "2014-08"), False, id="R3.4.3-too-late"),
        pytest.param(Period("2010-09", None), False, id="R3.4.3-open-in-closed"),
    ],
)
def test_contains(inner: Period, inside: bool) -> None:
    assert Period("2010-09", "2014-07").contains(inner) is inside


def test_R3_4_3_open_employment_contains_open_experience() -> None:
    assert Period("2010-09").contains(Period("2011-01"))


def test_length_in_months() -> None:
    assert Period("2010-09", "2011-01").length_in_months(NOW) == 4
    assert Period("2026-01").length_in_months(NOW) == 10
