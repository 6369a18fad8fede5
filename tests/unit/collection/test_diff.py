"""What changed between two rounds."""

from dataclasses import replace

from collection.domain.content import Authority
from collection.domain.diff import compare


def test_R6_3_equal_rounds_have_no_difference(content):
    assert compare(content(), content()) == []


def test_R6_3_a_changed_field_shows_before_and_after(content, basic):
    [change] = compare(content(), content(basic=basic(postal_address="新地址")))
    assert change.to_dict() == {
        "section": "basic",
        "row_id": None,
        "field": "postal_address",
        "label": "通讯地址",
        "change": "modified",
        "before": "北京市海淀区中关村大街1号",
        "after": "新地址",
    }


def test_R6_3_every_change_of_a_row_is_shown(content, education):
    changed = education(
        major="审计学", attachments={"level_certificate": "new", "degree_certificate": "a-degree"}
    )
    found = compare(content(), content(educations=(changed,)))
    assert [(one.row_id, one.field, one.label) for one in found] == [
        ("e1", "major", "所学专业"),
        ("e1", "attachments.level_certificate", "学历证明"),
    ]


def test_R6_3_added_and_removed_rows(content, education):
    other = replace(education(), education_id="e2")
    found = compare(content(), content(educations=(other,)))
    assert [(one.row_id, one.change) for one in found] == [("e1", "removed"), ("e2", "added")]
    assert found[0].after is None
    assert found[1].before is None


def test_R6_3_filled_and_emptied_fields(content, basic):
    [emptied] = compare(content(), content(basic=basic(email=None)))
    [filled] = compare(content(basic=basic(email=None)), content())
    assert (emptied.change, filled.change) == ("removed", "added")


def test_R6_3_the_months_are_named_by_their_section(content, employment):
    [change] = compare(content(), content(employments=(employment(start_month="2010-02"),)))
    assert change.label == "工作开始时间"


def test_R6_3_scope_and_authority(content):
    other = Authority("au-110105", "北京市朝阳区财政局", "/au-110000/au-110100/au-110105/")
    found = compare(content(), content(scope="exam_candidate", authority=other))
    assert [(one.section, one.after) for one in found] == [
        ("scope", "exam_candidate"),
        ("authority", "北京市朝阳区财政局"),
    ]
