"""Credits by the table of docs/domain.md, Credits."""

from dataclasses import replace

import pytest
from changes.domain.credits import CONVERSIONS, KINDS, Achievement, check, compute_credits
from contracts import reference
from contracts.schemas.changes import bodies

TODAY = "2026-11-23"


def achieved(kind="conference", **given):
    return Achievement(**{"kind": kind, "year": 2026, "achieved_on": "2026-05-18", **given})


@pytest.mark.parametrize(
    ("kind", "measure", "expected"),
    [
        pytest.param("exam", {"quantity": 1}, 90, id="R4.4.1-exam-each-subject"),
        pytest.param("exam", {"quantity": 3}, 270, id="R4.4.1-exam-three"),
        pytest.param("conference", {"quantity": 2}, 20, id="R4.4.1-conference-each-day"),
        pytest.param("degree_course", {"quantity": 1}, 90, id="R4.4.1-degree-course"),
        pytest.param("research", {"role": "lead"}, 90, id="R4.4.1-research-lead"),
        pytest.param("research", {"role": "participant"}, 60, id="R4.4.1-research-other"),
        pytest.param("paper", {"role": "lead"}, 30, id="R4.4.1-paper-lead"),
        pytest.param("paper", {"role": "participant"}, 10, id="R4.4.1-paper-other"),
        pytest.param("book", {"role": "lead"}, 90, id="R4.4.1-book-lead"),
        pytest.param("book", {"role": "participant"}, 60, id="R4.4.1-book-other"),
    ],
)
def test_credits(kind, measure, expected):
    achievement = achieved(kind, **measure)
    assert check(achievement, TODAY) == []
    assert compute_credits(achievement) == expected


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        pytest.param({}, "quantity", "changes.credit_quantity_required", id="R4.4.1-days"),
        pytest.param(
            {"kind": "paper"}, "role", "changes.credit_role_required", id="R4.4.1-whose-paper"
        ),
        pytest.param(
            {"quantity": 1, "role": "lead"},
            "role",
            "changes.credit_role_not_expected",
            id="R4.4.1-no-role",
        ),
        pytest.param(
            {"kind": "book", "role": "lead", "quantity": 1},
            "quantity",
            "changes.credit_quantity_not_expected",
            id="R4.4.1-no-quantity",
        ),
        pytest.param(
            {"quantity": 1, "year": 2027},
            "year",
            "changes.credit_year_not_open",
            id="R4.4.1-next-year",
        ),
        pytest.param(
            {"quantity": 1, "year": 2018},
            "year",
            "changes.credit_year_not_open",
            id="R4.4.1-before-the-rules",
        ),
        pytest.param(
            {"quantity": 1, "year": 2025},
            "achieved_on",
            "changes.credit_day_outside_year",
            id="R4.4.1-not-carried-over",
        ),
        pytest.param(
            {"quantity": 1, "achieved_on": "2026-11-24"},
            "achieved_on",
            "changes.credit_day_in_future",
            id="R4.4.1-tomorrow",
        ),
    ],
)
def test_what_is_not_converted(given, field, code):
    found = check(achieved(**given), TODAY)
    assert [(one.field, one.code) for one in found] == [(field, code)]


def test_R4_4_1_today_counts():
    assert check(replace(achieved(quantity=1), achieved_on=TODAY), TODAY) == []


def test_R4_4_1_kinds_and_names_are_those_of_the_dictionary():
    assert set(KINDS) == reference.codes("credit_kind")
    names = {kind: reference.name_of("credit_kind", kind) for kind in KINDS}
    assert names == {kind: one.name for kind, one in CONVERSIONS.items()}


def test_R4_4_1_no_application_exceeds_what_a_reviewer_may_grant():
    most = max(one.each for one in CONVERSIONS.values())
    assert most <= bodies.MAX_CREDITS
