"""Certificate numbers: a hard form and soft warnings."""

import pytest
from contracts.values import ValueProblem
from contracts.values.education_certificates import (
    clean_certificate_no,
    degree_warnings,
    level_warnings,
)

BACHELOR = "100011201405123456"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(" 1000 1120 1405 123456 ", BACHELOR, id="R3.3.1-spaces"),
        pytest.param("（90）京教自字第0123号", "(90)京教自字第0123号", id="R3.3.1-old-certificate"),
        pytest.param("abc-12/3", "ABC-12/3", id="R3.3.1-foreign"),
    ],
)
def test_clean_certificate_no(raw: str, expected: str) -> None:
    assert clean_certificate_no(raw) == expected


@pytest.mark.parametrize("raw", ["1" * 51, "12<34", "12\x0034"])
def test_R3_3_1_certificate_no_refused(raw: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_certificate_no(raw)
    assert caught.value.code == "value.certificate_no"


@pytest.mark.parametrize(
    ("number", "level", "end_month", "codes"),
    [
        pytest.param(BACHELOR, "21", "2014-07", [], id="R3.3.1-fits"),
        pytest.param(BACHELOR, "21", "2013-12", [], id="R3.3.1-issued-the-year-after"),
        pytest.param(
            BACHELOR, "21", "2016-07", ["value.certificate_year_differs"], id="R3.3.1-year"
        ),
        pytest.param(
            BACHELOR, "31", "2014-07", ["value.certificate_level_differs"], id="R3.3.1-level"
        ),
        pytest.param(
            BACHELOR,
            "11",
            "2010-07",
            ["value.certificate_year_differs", "value.certificate_level_differs"],
            id="R3.3.1-both",
        ),
        pytest.param(
            "123", "21", "2014-07", ["value.level_certificate_unusual"], id="R3.3.1-short"
        ),
        pytest.param("123", "21", "2001-07", [], id="R3.3.1-before-registration"),
        pytest.param("123", "61", "2014-07", [], id="R3.3.1-school-has-no-numbers"),
        pytest.param("651101234567890123", "21", "2014-07", [], id="R3.3.1-self-study"),
    ],
)
def test_level_warnings(number: str, level: str, end_month: str, codes: list[str]) -> None:
    assert [warning.code for warning in level_warnings(number, level, end_month)] == codes


@pytest.mark.parametrize(
    ("number", "degree", "end_month", "codes"),
    [
        pytest.param("1000142014123456", "4", "2014-07", [], id="R3.3.1-fits"),
        pytest.param(
            "1000132014123456",
            "4",
            "2014-07",
            ["value.certificate_degree_differs"],
            id="R3.3.1-degree",
        ),
        pytest.param(
            "1000142014123456",
            "4",
            "2018-07",
            ["value.certificate_year_differs"],
            id="R3.3.1-year",
        ),
        pytest.param("X1", "4", "2014-07", ["value.degree_certificate_unusual"], id="R3.3.1-form"),
        pytest.param("X1", "4", "1999-07", [], id="R3.3.1-before-registration"),
    ],
)
def test_degree_warnings(number: str, degree: str, end_month: str, codes: list[str]) -> None:
    assert [warning.code for warning in degree_warnings(number, degree, end_month)] == codes
