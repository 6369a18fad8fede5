"""Where a person belongs: employer, else school, else residence."""

from collection.domain.home_authority import find_region_hints


def regions_of(found):
    return [(one.because, one.region_code) for one in found]


def test_R3_5_1_the_employer_comes_first(content):
    assert regions_of(find_region_hints(content(), {})) == [
        ("employer", "110000"),
        ("residence", "110105"),
        ("household", "110108"),
    ]


def test_R3_5_1_accounting_work_before_other_work(content, employment):
    other = employment(
        employment_id="w2",
        uscc="91350100M000100Y43",
        has_accounting_experience=False,
        accounting_experiences=(),
    )
    found = find_region_hints(content(employments=(other, employment())), {})
    assert regions_of(found)[:2] == [("employer", "110000"), ("employer", "350100")]


def test_R3_5_1_a_former_employer_does_not_count(content, employment):
    found = find_region_hints(content(employments=(employment(end_month="2020-01"),)), {})
    assert [one.because for one in found] == ["residence", "household"]


def test_R3_5_1_a_student_belongs_to_the_school(content, education):
    first = education(start_month="2001-09", school_name="旧学校")
    second = education(
        education_id="e2",
        start_month="2005-09",
        school_name="武汉大学",
        attachments={"student_status": "s"},
    )
    found = find_region_hints(
        content(educations=(second, first), employments=()), {"武汉大学": "420100"}
    )
    assert regions_of(found)[0] == ("school", "420100")
    assert "武汉大学" in found[0].text


def test_R3_5_1_one_home_is_one_lead(content, basic):
    same = basic(household_region="110105")
    found = find_region_hints(content(employments=(), basic=same), {})
    assert regions_of(found) == [("residence", "110105")]
