"""Everything that blocks a submission is reported at once."""

from dataclasses import replace

from collection.domain import completeness
from collection.domain.content import Content


def test_R3_5_1_a_complete_collection_lacks_nothing(content, person, this_month):
    assert completeness.find_missing(content(), person()) == []
    assert completeness.find_contradictions(content(), this_month) == []


def test_R3_5_1_an_empty_collection_lists_every_section(person):
    found = completeness.find_missing(Content(), person())
    assert [one.field for one in found] == [
        "scope",
        "basic.ethnicity",
        "basic.political_status",
        "basic.household_region",
        "basic.residence_region",
        "basic.postal_address",
        "basic.photo_id",
        "basic.id_portrait_id",
        "basic.id_reverse_id",
        "educations",
        "authority",
    ]
    assert all(one.message for one in found)


def test_R3_5_1_accountants_without_employment_are_blocked(content, person):
    found = completeness.find_missing(content(employments=()), person())
    assert [(one.section, one.item) for one in found] == [("employments", "employments")]


def test_R3_5_1_contradictions_name_their_item(content, education, employment, this_month):
    twice = (education(), replace(education(), education_id="e2"))
    ahead = (employment(start_month="2030-01", accounting_experiences=()),)
    found = completeness.find_contradictions(
        content(educations=twice, employments=ahead), this_month
    )
    assert [(one.item, one.field) for one in found] == [
        ("educations.e2", "educations[1].start_month"),
        ("employments.w1", "employments[0].start_month"),
    ]


def test_R3_2_3_messages_use_the_names_of_the_pages(person):
    messages = [one.message for one in completeness.find_missing(Content(), person())]
    assert "请填写民族" in messages
    assert "请上传标准证件照片" in messages
    assert "请选择会计管理部门" in messages
