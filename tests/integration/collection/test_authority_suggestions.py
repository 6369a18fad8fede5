"""Suggested authorities follow the rule of jurisdiction (属地原则)."""

from contracts.schemas.collection import AuthoritySuggestions


def suggestions_for(person):
    answer = person.call("suggest_authority")
    assert not AuthoritySuggestions().validate(answer)
    return [
        (one["because"], one["authority"]["authority_id"], one["selectable"])
        for one in answer["items"]
    ]


def test_R3_5_1_an_empty_draft_gets_no_suggestions(person):
    assert suggestions_for(person) == []


def test_R3_5_1_employer_first_then_home(person):
    person.call("save_basic", body=person.basic())
    person.call("add_employment", body=person.employment())
    assert suggestions_for(person) == [
        ("employer", "au-110000", False),
        ("residence", "au-110105", True),
        ("household", "au-110108", True),
    ]


def test_R3_5_1_a_closed_authority_is_not_suggested(person):
    person.call("save_basic", body={"residence_region": "110101", "household_region": "110108"})
    assert suggestions_for(person) == [("household", "au-110108", True)]


def test_R3_5_1_one_authority_is_named_once(person):
    person.call("save_basic", body={"residence_region": "110108", "household_region": "110108"})
    assert suggestions_for(person) == [("residence", "au-110108", True)]


def test_R3_5_1_students_are_suggested_the_authority_of_their_school(person):
    studying = {**person.education(kinds=("student_status",)), "school_name": "北京大学"}
    person.call("add_education", body=studying)
    assert suggestions_for(person) == [("school", "au-110000", False)]
