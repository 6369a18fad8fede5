"""The codes that the rules name are codes of the dictionaries."""

import dataclasses

from collection.domain import education_rules, labels, scopes
from collection.domain.content import Basic, Education, Employment
from collection.domain.school_regions import region_of_school
from contracts import reference
from contracts.attachments import ATTACHMENT_RULES
from contracts.schemas import collection as schemas


def test_R3_1_1_scopes_are_those_of_the_dictionary():
    assert set(scopes.SCOPES) == reference.codes("collection_scope")
    kinds = {one.kind for scope in scopes.SCOPES.values() for one in scope.materials}
    assert kinds <= set(ATTACHMENT_RULES)


def test_R3_3_1_levels_and_degrees_are_those_of_the_dictionaries():
    numbered = {
        item["code"]
        for item in reference.dictionaries()["education_level"]["items"]
        if item.get("certificate_no_required")
    }
    assert numbered == education_rules.NUMBERED_LEVELS
    assert reference.codes("education_level") >= education_rules.DEGREE_LEVELS
    assert education_rules.GENERAL_HIGH_SCHOOL in reference.codes("education_level")
    assert education_rules.NO_DEGREE in reference.codes("degree")


def test_R3_2_3_every_field_has_a_chinese_name():
    for section, row in (("basic", Basic), ("educations", Education), ("employments", Employment)):
        for item in dataclasses.fields(row):
            if item.name not in ("education_id", "employment_id", "attachments"):
                assert labels.name_of(section, item.name) != item.name


def test_R8_2_bodies_and_content_have_the_same_fields():
    for body, row, own in (
        (schemas.BasicBody, Basic, set()),
        (schemas.EducationBody, Education, {"education_id"}),
        (schemas.EmploymentBody, Employment, {"employment_id"}),
    ):
        assert {item.name for item in dataclasses.fields(row)} - own == set(body().fields)


def test_R3_5_1_a_schools_name_gives_its_region_away():
    assert region_of_school("武汉大学") == "420100"
    assert region_of_school("北京师范大学珠海校区") == "110000"
    assert region_of_school("中国人民大学") is None
    assert region_of_school("吉林大学") == "220000"
