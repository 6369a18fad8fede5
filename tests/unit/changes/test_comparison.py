"""Before and after: every field, the changed ones marked, none missed (R4.3.1)."""

import pytest
from casework.domain.field_changes import compare_fields, spread_attachments
from changes.domain.comparison import compare, field_rows, shown_values
from changes.domain.requests import FileFacts, Version, check_form, file_ids
from changes.domain.rewards import check
from contracts.record_fields import RECORD_FIELDS
from hypothesis import given
from hypothesis import strategies as st

WORDS = st.one_of(st.none(), st.text(max_size=3))
VALUES = st.dictionaries(st.sampled_from(sorted(RECORD_FIELDS["education"])[1:]), WORDS)
EXPERIENCE = {"start_month": "2015-07", "end_month": None, "posts": ["cashier"]}


def education(**values):
    return Version(
        {"school_name": "北京大学", "attachments": {"level_certificate": "f1"}, **values}
    )


@given(VALUES, VALUES)
def test_R4_3_1_no_difference_is_missed_and_none_invented(before, after):
    found = compare("education", "e1", Version(before), Version(after))
    names = {*before, *after}
    differing = {n for n in names if (before.get(n) or None) != (after.get(n) or None)}
    assert {one.field for one in found} == differing
    rows = field_rows("education", Version(before), Version(after), masked=False)
    assert {row["field"] for row in rows} == names
    assert {row["field"] for row in rows if row["changed"]} == differing


def test_R4_3_1_several_changes_are_all_shown_in_page_order():
    before = education(major="会计学", mode="full_time")
    files = {"degree_certificate": "f3", "level_certificate": "f2"}
    after = education(major="审计学", mode="online", attachments=files)
    rows = field_rows("education", before, after, masked=False)
    labels = ["培养方式", "所学专业", "学历证明", "学位证明"]
    assert [row["label"] for row in rows if row["changed"]] == labels


def test_R4_3_1_one_new_image_is_one_change():
    both = {"attachments": {"level_certificate": "f1", "degree_certificate": "f3"}}
    [found] = compare("education", "e1", education(), education(**both))
    assert (found.field, found.change) == ("attachments.degree_certificate", "added")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [EXPERIENCE], [("added", EXPERIENCE)]),
        ([EXPERIENCE], [], [("removed", EXPERIENCE)]),
        (
            [EXPERIENCE],
            [{**EXPERIENCE, "end_month": "2020-01"}],
            [("removed", EXPERIENCE), ("added", {**EXPERIENCE, "end_month": "2020-01"})],
        ),
        ([EXPERIENCE], [EXPERIENCE], []),
    ],
)
def test_R4_3_1_added_and_removed_rows_are_named(before, after, expected):
    rows = field_rows(
        "employment",
        Version({"accounting_experiences": before}),
        Version({"accounting_experiences": after}),
        masked=False,
    )
    assert [(row["change"], row["entry"]) for row in rows[0]["rows"]] == expected


def test_R4_1_2_masked_values_are_still_marked_as_changed():
    before, after = Version({"email": "aaaa@example.com"}), Version({"email": "abba@example.com"})
    [row] = field_rows("basic", before, after, masked=True)
    assert row["changed"]
    assert "abba" not in row["after"]
    assert shown_values("basic", after, masked=True) == {"email": row["after"]}
    assert shown_values("basic", Version(None), masked=True) is None


def test_R4_3_1_a_version_survives_its_storing():
    version = Version({"major": "会计学"}, (FileFacts("f1", "photo", "a.jpg", "image/jpeg", 4),))
    assert Version.from_text(version.to_text()) == version


def test_R4_3_1_files_of_a_version_are_found():
    assert file_ids({"photo_id": "p", "residence_permit_id": None}) == ["p"]
    assert file_ids(education().values) == ["f1"]
    assert file_ids(None) == []


def test_R6_3_attachments_are_spread_without_the_id():
    assert spread_attachments({"id": "x", "a": 1, "attachments": {"photo": "p"}}, "id") == {
        "a": 1,
        "attachments.photo": "p",
    }


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [(None, "a", "added"), ("a", None, "removed"), ("a", "b", "modified"), ([], [1], "added")],
)
def test_R6_3_what_became_of_a_value(before, after, change):
    [found] = compare_fields("basic", None, {"a": before}, {"a": after}, str.upper)
    assert (found.change, found.label) == (change, "A")


@pytest.mark.parametrize(
    ("section", "action", "target", "data", "fields"),
    [
        pytest.param("basic", "modify", None, {}, [], id="R4.1.3-basic"),
        pytest.param("education", "add", None, {}, [], id="R4.2.1-add"),
        pytest.param("education", "modify", "e", {}, [], id="R4.2.1-modify"),
        pytest.param("employment", "delete", "e", None, [], id="R4.2.1-delete"),
        pytest.param("basic", "delete", None, None, ["action"], id="R4.1.3-no-delete"),
        pytest.param("basic", "modify", "e", None, ["target_id", "data"], id="R4.1.3-all-reported"),
        pytest.param(
            "education", "delete", None, {}, ["target_id", "data"], id="R4.2.1-all-reported"
        ),
    ],
)
def test_form(section, action, target, data, fields):
    values = {"section": section, "action": action, "target_id": target, "data": data}
    assert [one.field for one in check_form(values)] == fields


@pytest.mark.parametrize(
    ("kind", "basis", "day", "fields"),
    [
        pytest.param("reward", None, "2026-11-23", [], id="R4.4.1-reward-without-basis"),
        pytest.param("penalty", None, "2026-11-23", ["basis"], id="R4.4.1-penalty-needs-basis"),
        pytest.param("penalty", "会计法", "2026-11-24", ["decided_on"], id="R4.4.1-tomorrow"),
    ],
)
def test_entry(kind, basis, day, fields):
    found = check(kind, basis=basis, decided_on=day, today="2026-11-23")
    assert [one.field for one in found] == fields
