"""Educations: what is asked for and which months go together."""

import pytest
from collection.domain import education_rules


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, [], id="R3.3.1-complete"),
        pytest.param({"mode": None}, ["mode"], id="R3.3.1-mode"),
        pytest.param({"school_name": None}, ["school_name"], id="R3.3.1-school"),
        pytest.param({"level": None}, ["level"], id="R3.3.1-level"),
        pytest.param({"degree": None}, ["degree"], id="R3.3.1-degree"),
        pytest.param(
            {"level": "31", "degree": None, "attachments": {"level_certificate": "l"}},
            [],
            id="R3.3.1-a-level-without-degrees",
        ),
        pytest.param({"major": None}, ["major"], id="R3.3.1-major"),
        pytest.param({"start_month": None}, ["start_month"], id="R3.3.1-start"),
        pytest.param({"end_month": None}, ["end_month"], id="R3.3.1-end"),
        pytest.param(
            {"level_certificate_no": None},
            ["level_certificate_no"],
            id="R3.3.1-number-of-a-higher-level",
        ),
        pytest.param(
            {"level": "31", "level_certificate_no": None},
            ["level_certificate_no"],
            id="R3.3.1-number-from-junior-college-up",
        ),
        pytest.param(
            {"level": "61", "major": None, "level_certificate_no": None},
            [],
            id="R3.3.1-high-school-has-neither-number-nor-major",
        ),
        pytest.param(
            {"level": "41", "level_certificate_no": None},
            [],
            id="R3.3.1-secondary-school-has-no-number",
        ),
        pytest.param(
            {"degree_certificate_no": None},
            ["degree_certificate_no"],
            id="R3.3.1-number-of-a-degree",
        ),
        pytest.param(
            {"attachments": {"degree_certificate": "d"}},
            ["attachments.level_certificate"],
            id="R3.3.1-level-certificate",
        ),
        pytest.param(
            {"attachments": {"level_certificate": "l"}},
            ["attachments.degree_certificate"],
            id="R3.3.1-degree-certificate",
        ),
        pytest.param(
            {
                "degree": education_rules.NO_DEGREE,
                "degree_certificate_no": None,
                "attachments": {"level_certificate": "l"},
            },
            [],
            id="R3.3.1-no-degree-no-proof",
        ),
    ],
)
def test_missing(education, changes, expected):
    found = education_rules.find_missing([education(**changes)])
    assert [one.field for one in found] == [f"educations[0].{name}" for name in expected]
    assert all(one.item == "educations.e1" for one in found)


def test_R3_3_1_at_least_one_education():
    [entry] = education_rules.find_missing([])
    assert (entry.field, entry.message) == ("educations", "请至少填写一段教育经历")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("2005-09", "2009-07", [], id="R3.3.2-in-order"),
        pytest.param(
            "2009-07",
            "2009-07",
            [("end_month", "value.period_order")],
            id="R3.3.2-start-is-before-end",
        ),
        pytest.param(
            "2010-01", "2009-07", [("end_month", "value.period_order")], id="R3.3.2-backwards"
        ),
        pytest.param("2026-01", "2026-11", [], id="R3.3.2-this-month-is-fine"),
        pytest.param(
            "2026-01",
            "2026-12",
            [("end_month", "value.end_month_in_future")],
            id="R3.3.2-end-ahead",
        ),
        pytest.param(
            "2027-01",
            None,
            [("start_month", "value.start_month_in_future")],
            id="R3.3.2-start-ahead",
        ),
        pytest.param(None, None, [], id="R3.3.2-a-draft-may-lack-months"),
    ],
)
def test_months(education, this_month, start, end, expected):
    found = education_rules.check([education(start_month=start, end_month=end)], this_month)
    assert [(one.field, one.code) for one in found] == [
        (f"educations[0].{name}", code) for name, code in expected
    ]


@pytest.mark.parametrize(
    ("first", "second", "crosses"),
    [
        pytest.param(("2005-09", "2009-07"), ("2009-07", "2012-06"), False, id="R3.3.2-touching"),
        pytest.param(("2005-09", "2009-07"), ("2009-06", "2012-06"), True, id="R3.3.2-one-month"),
        pytest.param(("2005-09", "2009-07"), ("2006-01", "2007-01"), True, id="R3.3.2-inside"),
        pytest.param(("2005-09", "2009-07"), ("2005-09", "2009-07"), True, id="R3.3.2-the-same"),
        pytest.param(("2005-09", "2009-07"), ("2001-09", "2005-09"), False, id="R3.3.2-earlier"),
        pytest.param(("2005-09", "2009-07"), ("2006-01", None), False, id="R3.3.2-unfinished-row"),
    ],
)
def test_overlap(education, this_month, first, second, crosses):
    rows = [
        education(start_month=first[0], end_month=first[1]),
        education(
            education_id="e2", school_name="清华大学", start_month=second[0], end_month=second[1]
        ),
    ]
    found = education_rules.check(rows, this_month)
    assert [one.field for one in found] == (["educations[1].start_month"] if crosses else [])
    if crosses:
        assert found[0].code == "collection.education_overlap"
        assert "清华大学" in found[0].message
        assert "2005-09 至 2009-07" in found[0].message


@pytest.mark.parametrize("level", ["31", "41", "44", "47", "61"])
@pytest.mark.parametrize(("degree", "refused"), [("4", True), ("none", False), (None, False)])
def test_R3_3_1_a_degree_needs_a_level_that_confers_one(
    education, this_month, level, degree, refused
):
    found = education_rules.check([education(level=level, degree=degree)], this_month)
    expected = ["educations[0].degree collection.degree_without_level"] if refused else []
    assert [f"{one.field} {one.code}" for one in found] == expected
