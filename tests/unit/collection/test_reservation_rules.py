"""Which open cases exclude each other."""

import pytest
from collection.domain.content import Content, Education, Employment
from collection.domain.reservations import ReservedCase, Target, find_blockers
from contracts.case_kinds import RESERVED_KINDS

RECORD = Content(
    educations=(
        Education("e1", start_month="2005-09", end_month="2009-07"),
        Education("e2", start_month="2010-09", end_month="2012-07"),
    ),
    employments=(Employment("w1", start_month="2012-08"),),
)


def change(section, action, object_id=None, start=None, end=None):
    return ReservedCase("change", Target(section, action, object_id, start, end))


def codes(asked, *pending, record=RECORD):
    return [one.code.removeprefix("collection.") for one in find_blockers(asked, pending, record)]


BASIC = change("basic", "modify")


def kind_of(name):
    return BASIC if name == "change" else ReservedCase(name)


@pytest.mark.parametrize("kind", [pytest.param(k, id=f"R5.1.2-beside-{k}") for k in RESERVED_KINDS])
def test_a_transfer_and_any_other_case_exclude_each_other(kind):
    assert codes(ReservedCase("transfer"), kind_of(kind)) == [f"open_{kind}"]
    assert codes(kind_of(kind), ReservedCase("transfer")) == ["open_transfer"]


@pytest.mark.parametrize(
    ("asked", "pending"),
    [
        pytest.param(ReservedCase("credit"), ReservedCase("credit"), id="R4.4-several-credits"),
        pytest.param(
            ReservedCase("reward_penalty"),
            ReservedCase("reward_penalty"),
            id="R4.4.1-several-entries",
        ),
        pytest.param(ReservedCase("credit"), BASIC, id="R4.4-credit-beside-change"),
        pytest.param(BASIC, ReservedCase("reward_penalty"), id="R4.2.1-change-beside-entry"),
        pytest.param(
            BASIC, change("education", "modify", "e1"), id="R4.2.1-objects-of-two-sections"
        ),
        pytest.param(
            change("education", "modify", "e1", "2005-09", "2009-06"),
            change("education", "modify", "e2", "2010-10", "2012-07"),
            id="R4.2.1-two-objects",
        ),
        pytest.param(
            change("education", "add", None, "2001-01", "2002-01"),
            change("education", "add", None, "2002-01", "2003-01"),
            id="R4.2.1-additions-that-touch",
        ),
        pytest.param(
            change("education", "add", None, "2015-01", "2016-01"),
            change("employment", "add", None, "2001-01", "2016-01"),
            id="R4.2.1-study-beside-work",
        ),
        pytest.param(
            change("employment", "modify", "w1", "2011-08"), BASIC, id="R4.2.1-own-old-period"
        ),
    ],
)
def test_what_may_be_open_together(asked, pending):
    assert codes(asked, pending) == []


@pytest.mark.parametrize(
    ("asked", "pending", "expected"),
    [
        pytest.param(BASIC, BASIC, "object_has_open_change", id="R4.2.1-basic-is-one"),
        pytest.param(
            change("employment", "delete", "w1"),
            change("employment", "modify", "w1", "2012-08"),
            "object_has_open_change",
            id="R4.2.1-one-per-object",
        ),
        pytest.param(
            change("employment", "add", None, "2001-01", "2003-01"),
            change("employment", "add", None, "2002-12", "2005-01"),
            "period_overlaps_open_change",
            id="R4.2.1-pending-periods",
        ),
        pytest.param(
            change("employment", "add", None, "2013-01", "2014-01"),
            change("employment", "delete", "w1"),
            "period_overlaps_record",
            id="R4.2.1-row-still-there",
        ),
        pytest.param(
            change("education", "delete", "e1"),
            change("education", "delete", "e2"),
            "last_education",
            id="R4.2.1-nothing-left",
        ),
    ],
)
def test_what_excludes_each_other(asked, pending, expected):
    assert codes(asked, pending) == [expected]


def test_R5_1_2_all_blockers_at_once():
    everything = [kind_of(kind) for kind in RESERVED_KINDS]
    assert codes(ReservedCase("transfer"), *everything) == [
        f"open_{kind}" for kind in RESERVED_KINDS
    ]
