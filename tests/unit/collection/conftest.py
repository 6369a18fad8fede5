"""Complete values that a test changes in one place."""

from dataclasses import replace

import pytest
from casework.domain.applicants import Applicant
from collection.domain.content import (
    AccountingExperience,
    Authority,
    Basic,
    Content,
    Education,
    Employment,
)

THIS_MONTH = "2026-11"

PERSON = Applicant(
    person_id="p1",
    name="张三丰",
    id_type="resident_id",
    id_number="11010519491231002X",
    gender="female",
    birth_date="1949-12-31",
    phone="13800001234",
)
BASIC = Basic(
    photo_id="a-photo",
    id_portrait_id="a-portrait",
    id_reverse_id="a-reverse",
    ethnicity="01",
    political_status="13",
    email="zhang@example.com",
    postal_address="北京市海淀区中关村大街1号",
    household_region="110108",
    residence_region="110105",
)
EDUCATION = Education(
    education_id="e1",
    mode="full_time",
    school_name="北京大学",
    level="21",
    degree="4",
    major="会计学",
    start_month="2005-09",
    end_month="2009-07",
    level_certificate_no="100011200905000001",
    degree_certificate_no="1000142009000001",
    attachments={"level_certificate": "a-level", "degree_certificate": "a-degree"},
)
EMPLOYMENT = Employment(
    employment_id="w1",
    start_month="2010-03",
    end_month=None,
    employer_name="北京某某科技有限公司",
    uscc="91110000600037341L",
    employer_type="enterprise",
    industry="I",
    employer_address="北京市海淀区学院路1号",
    employer_phone="010-62345678",
    has_accounting_experience=True,
    accounting_experiences=(AccountingExperience("2010-03", None, ("cashier",)),),
    attachments={"employment_proof": "a-proof", "uscc_certificate": "a-uscc"},
)
AUTHORITY = Authority("au-110108", "北京市海淀区财政局", "/au-110000/au-110100/au-110108/")
CONTENT = Content("accountant", BASIC, (EDUCATION,), (EMPLOYMENT,), AUTHORITY)


@pytest.fixture
def person():
    return lambda **changes: replace(PERSON, **changes)


@pytest.fixture
def basic():
    return lambda **changes: replace(BASIC, **changes)


@pytest.fixture
def education():
    return lambda **changes: replace(EDUCATION, **changes)


@pytest.fixture
def employment():
    return lambda **changes: replace(EMPLOYMENT, **changes)


@pytest.fixture
def content():
    return lambda **changes: replace(CONTENT, **changes)


@pytest.fixture
def this_month():
    return THIS_MONTH
