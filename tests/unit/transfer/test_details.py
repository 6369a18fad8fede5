"""Rules on what is filled in for each reason: R5.1.1."""

from datetime import date

import pytest
from transfer.domain.details import completed, find_violations

TODAY = date(2026, 11, 23)
SCHOOL = {"start_month": "2026-09", "end_month": "2029-06"}


def broken(reason: str | None, details: dict[str, str | None], today: date = TODAY) -> list[str]:
    return [f"{one.field} {one.code}" for one in find_violations(reason, details, today)]


@pytest.mark.parametrize(
    ("reason", "details", "expected"),
    [
        pytest.param("work", {"start_date": "2026-11-23"}, [], id="R5.1.1-begins-today"),
        pytest.param(
            "work",
            {"start_date": "2026-11-24"},
            ["details.start_date transfer.start_date_in_future"],
            id="R5.1.1-begins-tomorrow",
        ),
        pytest.param(
            "work",
            {"start_date": "1926-09-01"},
            ["details.start_date transfer.day_too_early"],
            id="R5.1.1-began-a-century-ago",
        ),
        pytest.param(
            "residence",
            {"moved_on": "0202-09-01"},
            ["details.moved_on transfer.day_too_early"],
            id="R5.1.1-slip-of-the-year",
        ),
        pytest.param("work", {"start_date": "1976-07-01"}, [], id="R5.1.1-long-service"),
        pytest.param("residence", {"moved_on": "2026-11-23"}, [], id="R5.1.1-moved-today"),
        pytest.param(
            "residence",
            {"moved_on": "2027-01-01"},
            ["details.moved_on transfer.moved_on_in_future"],
            id="R5.1.1-moves-next-year",
        ),
        pytest.param("school", SCHOOL, [], id="R5.1.1-student"),
        pytest.param("school", SCHOOL | {"start_month": "2027-05"}, [], id="R5.1.1-admitted"),
        pytest.param(
            "school",
            SCHOOL | {"start_month": "2027-06"},
            ["details.start_month transfer.school_start_too_late"],
            id="R5.1.1-too-far-ahead",
        ),
        pytest.param("school", SCHOOL | {"end_month": "2026-11"}, [], id="R5.1.1-last-month"),
        pytest.param(
            "school",
            SCHOOL | {"end_month": "2026-10"},
            ["details.end_month transfer.school_ended"],
            id="R5.1.1-graduated",
        ),
        pytest.param(
            "school",
            {"start_month": "2027-02", "end_month": "2027-02"},
            ["details.end_month transfer.school_period_order"],
            id="R5.1.1-no-time-at-all",
        ),
        pytest.param("work", {}, [], id="R5.1.1-missing-is-the-forms-business"),
        pytest.param("school", {"start_month": "2026-09"}, [], id="R5.1.1-end-missing"),
        pytest.param(None, {"start_date": "2999-01-01"}, [], id="R5.1.1-no-reason"),
        pytest.param("school", {"moved_on": "2999-01-01"}, [], id="R5.1.1-other-reasons-field"),
    ],
)
def test_details(reason: str | None, details: dict[str, str | None], expected: list[str]) -> None:
    assert broken(reason, details) == expected


@pytest.mark.parametrize(
    ("today", "start_month", "allowed"),
    [
        pytest.param(date(2026, 6, 30), "2026-12", True, id="R5.1.1-december"),
        pytest.param(date(2026, 7, 1), "2027-01", True, id="R5.1.1-over-the-year"),
        pytest.param(date(2026, 7, 31), "2027-02", False, id="R5.1.1-beyond"),
    ],
)
def test_admission_half_a_year_ahead(today: date, start_month: str, allowed: bool) -> None:
    details = {"start_month": start_month, "end_month": "2030-06"}
    assert (broken("school", details, today) == []) is allowed


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(None, "enterprise", id="R5.1.1-from-the-code"),
        pytest.param("accounting_firm", "accounting_firm", id="R5.1.1-as-given"),
    ],
)
def test_employer_type_follows_from_the_code(given: str | None, expected: str) -> None:
    details = completed("work", {"uscc": "91110000600037341L", "employer_type": given})
    assert details["employer_type"] == expected


def test_R5_1_1_other_reasons_stay_as_they_are() -> None:
    assert completed("school", SCHOOL) == SCHOOL
