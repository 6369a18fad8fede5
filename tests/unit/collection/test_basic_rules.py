"""What the basic section needs, by scope and kind of certificate."""

import pytest
from collection.domain import basic_rules


def fields_of(found):
    return [one.field for one in found]


@pytest.mark.parametrize(
    ("id_type", "gone", "expected"),
    [
        pytest.param("resident_id", {}, [], id="R3.2.1-complete"),
        pytest.param("resident_id", {"photo_id": None}, ["basic.photo_id"], id="R3.2.1-photo"),
        pytest.param(
            "resident_id",
            {"id_portrait_id": None, "id_reverse_id": None},
            ["basic.id_portrait_id", "basic.id_reverse_id"],
            id="R3.2.3-both-sides-of-the-certificate",
        ),
        pytest.param("passport", {"id_reverse_id": None}, [], id="R3.2.3-a-passport-has-one-page"),
        pytest.param(
            "taiwan_permit", {"id_reverse_id": None}, ["basic.id_reverse_id"], id="R3.2.3-permit"
        ),
        pytest.param(
            "resident_id",
            {"ethnicity": None, "political_status": None, "household_region": None},
            ["basic.ethnicity", "basic.political_status", "basic.household_region"],
            id="R3.2.3-resident-details",
        ),
        pytest.param(
            "hk_macao_permit",
            {"ethnicity": None, "political_status": None, "household_region": None},
            [],
            id="R3.2.3-no-household-beyond-the-mainland",
        ),
        pytest.param(
            "passport",
            {"residence_region": None, "postal_address": None},
            ["basic.residence_region", "basic.postal_address"],
            id="R3.2.3-everyone-lives-somewhere",
        ),
        pytest.param("resident_id", {"email": None}, [], id="R3.2.3-email-is-optional"),
    ],
)
def test_missing_fields(content, basic, person, id_type, gone, expected):
    found = basic_rules.find_missing(content(basic=basic(**gone)), person(id_type=id_type))
    assert fields_of(found) == expected


@pytest.mark.parametrize(
    ("scope", "id_type", "home", "residence", "expected"),
    [
        pytest.param("exam_candidate", "resident_id", "420102", "110105", True, id="R3.1.1-away"),
        pytest.param(
            "exam_candidate",
            "resident_id",
            "110108",
            "110105",
            False,
            id="R3.1.1-one-municipality-is-one-city",
        ),
        pytest.param(
            "exam_candidate", "resident_id", "420102", "420106", False, id="R3.1.1-same-city"
        ),
        pytest.param(
            "qualified_not_working",
            "resident_id",
            "420102",
            "420502",
            True,
            id="R3.1.1-other-city-of-the-province",
        ),
        pytest.param(
            "accountant",
            "resident_id",
            "420102",
            "110105",
            False,
            id="R3.1.1-workers-belong-to-their-employer",
        ),
        pytest.param(
            "exam_candidate", "passport", None, "110105", False, id="R3.1.1-without-household"
        ),
        pytest.param(
            "exam_candidate", "resident_id", None, "110105", False, id="R3.1.1-not-known-yet"
        ),
    ],
)
def test_residence_permit(content, basic, person, scope, id_type, home, residence, expected):
    filled = content(
        scope=scope, basic=basic(household_region=home, residence_region=residence), employments=()
    )
    found = basic_rules.find_missing(filled, person(id_type=id_type))
    assert ("basic.residence_permit_id" in fields_of(found)) is expected


def test_R3_1_1_a_student_needs_no_residence_permit(content, basic, education, person):
    away = basic(household_region="420102", residence_region="110105")
    studying = education(attachments={"level_certificate": "a", "student_status": "b"})
    filled = content(scope="exam_candidate", basic=away, educations=(studying,))
    assert basic_rules.find_missing(filled, person()) == []


def test_R3_1_1_the_permit_message_names_both_ways_out(content, basic, person):
    away = basic(household_region="420102", residence_region="110105")
    [entry] = basic_rules.find_missing(content(scope="exam_candidate", basic=away), person())
    assert "学籍证明" in entry.message
    assert "居住证" in entry.message
    assert entry.item == "basic.residence_permit"
