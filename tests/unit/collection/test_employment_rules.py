"""Employments: what is asked for, accounting work inside them, appointments."""

import pytest
from collection.domain import employment_rules
from collection.domain.content import AccountingExperience

PROOF = {"employment_proof": "p"}
ALL = {**PROOF, "uscc_certificate": "u", "appointment_proof": "t"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, [], id="R3.4.1-complete"),
        pytest.param(
            {"attachments": PROOF},
            ["attachments.uscc_certificate"],
            id="R3.4.1-until-now-needs-the-uscc-certificate",
        ),
        pytest.param(
            {"end_month": "2020-01", "attachments": PROOF}, [], id="R3.4.1-an-ended-one-does-not"
        ),
        pytest.param(
            {"end_month": "2020-01", "attachments": {}},
            ["attachments.employment_proof"],
            id="R3.4.1-proof-of-employment",
        ),
        pytest.param(
            {"start_month": None, "attachments": PROOF}, ["start_month"], id="R3.4.1-start"
        ),
        pytest.param(
            dict.fromkeys(
                (
                    "employer_name",
                    "uscc",
                    "employer_type",
                    "industry",
                    "employer_address",
                    "employer_phone",
                )
            ),
            [
                "employer_name",
                "uscc",
                "employer_type",
                "industry",
                "employer_address",
                "employer_phone",
            ],
            id="R3.4.2-the-employer",
        ),
        pytest.param(
            {"uscc": None, "start_month": "2010-01", "end_month": "2015-09"},
            [],
            id="R3.4.2-no-uscc-before-it-existed",
        ),
        pytest.param(
            {"uscc": None, "end_month": "2015-10"}, ["uscc"], id="R3.4.2-uscc-since-2015-10"
        ),
        pytest.param(
            {"has_accounting_experience": None, "accounting_experiences": ()},
            ["has_accounting_experience"],
            id="R3.4.3-yes-or-no",
        ),
        pytest.param(
            {"accounting_experiences": ()}, ["accounting_experiences"], id="R3.4.3-yes-needs-one"
        ),
        pytest.param(
            {"has_accounting_experience": False, "accounting_experiences": ()},
            [],
            id="R3.4.3-no-needs-none",
        ),
        pytest.param(
            {"accounting_experiences": (AccountingExperience(),)},
            ["accounting_experiences[0].start_month", "accounting_experiences[0].posts"],
            id="R3.4.3-months-and-posts",
        ),
        pytest.param(
            {"professional_title": "accountant", "attachments": ALL},
            ["appointment_month"],
            id="R3.4.4-title-needs-its-month",
        ),
        pytest.param(
            {"appointment_month": "2012-01"},
            ["professional_title"],
            id="R3.4.4-month-needs-its-title",
        ),
        pytest.param(
            {"professional_title": "accountant", "appointment_month": "2012-01"},
            ["attachments.appointment_proof"],
            id="R3.4.4-title-needs-proof",
        ),
        pytest.param(
            {
                "professional_title": "accountant",
                "appointment_month": "2012-01",
                "attachments": ALL,
            },
            [],
            id="R3.4.4-with-month-and-proof",
        ),
    ],
)
def test_missing(employment, changes, expected):
    found = employment_rules.find_missing([employment(**changes)], needs_accounting_work=False)
    assert [one.field for one in found] == [f"employments[0].{name}" for name in expected]
    assert {one.section for one in found} <= {"employments"}
    assert {one.item for one in found} <= {"employments.w1"}


@pytest.mark.parametrize(
    ("has_experience", "needs", "expected"),
    [
        pytest.param(None, True, True, id="R3.1.1-accountants-work"),
        pytest.param(None, False, False, id="R3.1.1-others-need-not"),
        pytest.param(True, True, False, id="R3.1.1-accounting-work-is-there"),
        pytest.param(False, True, True, id="R3.1.1-other-work-does-not-count"),
    ],
)
def test_accounting_work(employment, has_experience, needs, expected):
    rows = []
    if has_experience is not None:
        parts = (AccountingExperience("2010-03", None, ("cashier",)),) if has_experience else ()
        rows = [employment(has_accounting_experience=has_experience, accounting_experiences=parts)]
    codes = [one.code for one in employment_rules.find_missing(rows, needs_accounting_work=needs)]
    assert ("collection.accounting_work_required" in codes) is expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param([("2012-01", "2015-01")], [], id="R3.4.3-inside"),
        pytest.param([("2010-03", "2020-01")], [], id="R3.4.3-the-whole-time"),
        pytest.param(
            [("2010-02", "2015-01")],
            [("[0].start_month", "outside_employment")],
            id="R3.4.3-begins-too-early",
        ),
        pytest.param(
            [("2012-01", "2020-02")],
            [("[0].end_month", "outside_employment")],
            id="R3.4.3-ends-too-late",
        ),
        pytest.param(
            [("2012-01", None)],
            [("[0].end_month", "outside_employment")],
            id="R3.4.3-until-now-only-where-the-employment-is",
        ),
        pytest.param(
            [("2012-01", "2014-01"), ("2014-01", "2016-01")], [], id="R3.4.3-touching-parts"
        ),
        pytest.param(
            [("2012-01", "2014-01"), ("2013-12", "2016-01")],
            [("[1].start_month", "overlap")],
            id="R3.4.3-parts-do-not-overlap",
        ),
        pytest.param(
            [("2015-01", "2014-01")], [("[0].end_month", "order")], id="R3.4.3-parts-run-forward"
        ),
    ],
)
def test_accounting_experiences(employment, this_month, parts, expected):
    row = employment(
        end_month="2020-01",
        accounting_experiences=tuple(AccountingExperience(*part, ("cashier",)) for part in parts),
    )
    codes = {
        "outside_employment": "collection.experience_outside_employment",
        "overlap": "collection.experience_overlap",
        "order": "value.period_order",
    }
    found = employment_rules.check([row], this_month)
    assert [(one.field, one.code) for one in found] == [
        (f"employments[0].accounting_experiences{where}", codes[code]) for where, code in expected
    ]


def test_R3_4_3_no_accounting_work_and_yet_some(employment, this_month):
    found = employment_rules.check([employment(has_accounting_experience=False)], this_month)
    assert [one.code for one in found] == ["collection.experiences_not_expected"]


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        pytest.param("2010-03", None, id="R3.4.4-in-the-first-month"),
        pytest.param("2010-02", "collection.appointment_before_start", id="R3.4.4-before-start"),
        pytest.param("2020-02", "collection.appointment_after_end", id="R3.4.4-after-end"),
        pytest.param("2026-12", "collection.appointment_in_future", id="R3.4.4-ahead"),
    ],
)
def test_appointment(employment, this_month, month, expected):
    row = employment(end_month="2020-01", accounting_experiences=(), appointment_month=month)
    found = employment_rules.check([row], this_month)
    assert [one.code for one in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("first", "second", "crosses"),
    [
        pytest.param(("2010-03", "2015-01"), ("2015-01", None), False, id="R3.4.5-touching"),
        pytest.param(("2010-03", None), ("2015-01", "2016-01"), True, id="R3.4.5-until-now"),
        pytest.param(("2010-03", None), ("2015-01", None), True, id="R3.4.5-two-until-now"),
        pytest.param(("2010-03", None), ("2008-01", "2010-03"), False, id="R3.4.5-the-one-before"),
    ],
)
def test_overlap(employment, this_month, first, second, crosses):
    quiet = {"has_accounting_experience": False, "accounting_experiences": ()}
    rows = [
        employment(start_month=first[0], end_month=first[1], **quiet),
        employment(employment_id="w2", start_month=second[0], end_month=second[1], **quiet),
    ]
    codes = [one.code for one in employment_rules.check(rows, this_month)]
    assert codes == (["collection.employment_overlap"] if crosses else [])
