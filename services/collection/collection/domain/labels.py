"""The Chinese names of sections and fields, as pages and messages show them."""

from collections.abc import Mapping

from contracts.attachments import ATTACHMENT_RULES
from contracts.record_fields import (
    BASIC,
    EDUCATION,
    EMPLOYMENT,
    PERSON_TITLES,
    RECORD_FIELDS,
    SECTION_TITLES,
)

# Sections of a submission by their key in it; rows of one share the fields of one section.
_FIELDS_OF = {"basic": BASIC, "educations": EDUCATION, "employments": EMPLOYMENT}
SECTION_NAMES: Mapping[str, str] = {
    "scope": "采集范围",
    **{key: SECTION_TITLES[section] for key, section in _FIELDS_OF.items()},
    "authority": "会计管理部门",
}

# Fields that no change is about on its own.
_OTHERS: Mapping[str, Mapping[str, str]] = {
    "scope": {"scope": SECTION_NAMES["scope"]},
    "authority": {"authority": SECTION_NAMES["authority"]},
    "person": PERSON_TITLES,
    "accounting_experiences": {
        "start_month": "会计工作开始时间",
        "end_month": "会计工作结束时间",
        "posts": "会计工作岗位",
    },
}


def name_of(section: str, field: str) -> str:
    """Return the Chinese name of a field of a section, or of a kind of attachment in it."""
    if field in ATTACHMENT_RULES:
        return ATTACHMENT_RULES[field].title
    if section in _FIELDS_OF:
        known = RECORD_FIELDS[_FIELDS_OF[section]].get(field)
        return known.title if known else field
    return _OTHERS.get(section, {}).get(field, field)
