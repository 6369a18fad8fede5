"""Soft checks never block, they point."""

import pytest
from casework.domain.attachments import FileFacts
from collection.domain.content import AccountingExperience
from collection.domain.warnings import find_warnings


def codes_of(found):
    return [(one.item, one.code) for one in found]


def test_R6_3_a_usual_submission_has_no_warnings(content, person):
    assert find_warnings(content(), person(), {}) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"level_certificate_no": "自考001"}, "value.level_certificate_unusual",
                     id="R3.3.1-unusual-number"),
        pytest.param({"level_certificate_no": "100011199905000001"},
                     "value.certificate_year_differs", id="R3.3.1-year"),
        pytest.param({"level_certificate_no": "100011200906000001"},
                     "value.certificate_level_differs", id="R3.3.1-level"),
        pytest.param({"degree_certificate_no": "1000132009000001"},
                     "value.certificate_degree_differs", id="R3.3.1-degree"),
    ],
)  # fmt: skip
def test_certificate_numbers(content, education, person, changes, code):
    found = find_warnings(content(educations=(education(**changes),)), person(), {})
    assert codes_of(found) == [("educations.e1", code)]
    assert found[0].message


def test_R3_4_2_employer_type_beside_its_code(content, employment, person):
    odd = content(employments=(employment(employer_type="government"),))
    assert codes_of(find_warnings(odd, person(), {})) == [
        ("employments.w1", "collection.employer_type_differs")
    ]


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [
        pytest.param("1994-03-31", [], id="R3.4.1-sixteen-at-work"),
        pytest.param("1994-04-01", ["collection.worked_young"], id="R3.4.1-fifteen-at-work"),
        pytest.param("1996-01-01", ["collection.graduated_young", "collection.worked_young"],
                     id="R3.3.1-thirteen-at-graduation"),
    ],
)  # fmt: skip
def test_ages(content, person, birth_date, expected):
    found = find_warnings(content(), person(birth_date=birth_date), {})
    assert [one.code for one in found] == expected


@pytest.mark.parametrize(
    ("scope", "end_month", "expected"),
    [
        pytest.param("exam_candidate", None, True, id="R3.1.1-works-although-a-candidate"),
        pytest.param("exam_candidate", "2020-01", False, id="R3.1.1-worked-once"),
        pytest.param("accountant", None, False, id="R3.1.1-works-as-said"),
    ],
)
def test_scope(content, employment, person, scope, end_month, expected):
    parts = (AccountingExperience("2010-03", end_month, ("cashier",)),)
    rows = (employment(end_month=end_month, accounting_experiences=parts),)
    codes = [
        one.code for one in find_warnings(content(scope=scope, employments=rows), person(), {})
    ]
    assert ("collection.scope_says_not_working" in codes) is expected


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        pytest.param(413, 579, [], id="R3.2.1-five-to-seven"),
        pytest.param(600, 600, ["attachment.aspect_unusual"], id="R3.2.1-a-square-photo"),
    ],
)
def test_photo(content, person, width, height, expected):
    photo = FileFacts("a-photo", "photo", "photo.jpg", "image/jpeg", 20480, width, height)
    found = find_warnings(content(), person(), {"a-photo": photo})
    assert [one.code for one in found] == expected
