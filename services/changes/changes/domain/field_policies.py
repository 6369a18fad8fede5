"""Which fields of a record have a review policy, and what they are called on the pages.

The policy of a field says whether a change of it takes effect at once (`automatic`) or is
reviewed (`manual`); one manual field makes the whole change manual (R4.3.2).
"""

from types import MappingProxyType

AUTOMATIC, MANUAL = "automatic", "manual"
REVIEW_MODES = (AUTOMATIC, MANUAL)

_BASIC = {
    "name": "姓名",
    "id_number": "证件号码",
    "photo_id": "标准证件照片",
    "id_portrait_id": "证件人像面",
    "id_reverse_id": "证件非人像面",
    "ethnicity": "民族",
    "political_status": "政治面貌",
    "email": "电子邮箱",
    "postal_address": "通讯地址",
    "household_region": "户籍所在地",
    "residence_region": "居住地",
    "residence_permit_id": "居住证",
}
_EDUCATION = {
    "mode": "培养方式",
    "school_name": "学校名称",
    "level": "学历",
    "degree": "学位",
    "major": "所学专业",
    "start_month": "入学时间",
    "end_month": "毕业时间",
    "level_certificate_no": "学历证书编号",
    "degree_certificate_no": "学位证书编号",
    "attachments": "附件",
}
_EMPLOYMENT = {
    "start_month": "工作开始时间",
    "end_month": "工作结束时间",
    "employer_name": "单位名称",
    "uscc": "统一社会信用代码",
    "employer_type": "单位类型",
    "industry": "所属行业",
    "employer_address": "工作单位地址",
    "employer_phone": "工作单位电话",
    "has_accounting_experience": "是否有会计工作经历",
    "accounting_experiences": "会计工作经历",
    "professional_title": "会计专业职务",
    "appointment_month": "会计专业职务聘任时间",
    "attachments": "附件",
}
FIELD_NAMES = MappingProxyType(
    {"basic": _BASIC, "education": _EDUCATION, "employment": _EMPLOYMENT}
)
SECTIONS = tuple(FIELD_NAMES)

# Who a person is, and every document, is always reviewed.
_FIXED = {
    "basic": frozenset(
        {"name", "id_number", "photo_id", "id_portrait_id", "id_reverse_id", "residence_permit_id"}
    ),
    "education": frozenset({"attachments"}),
    "employment": frozenset({"attachments"}),
}

# What a reviewer may approve in bulk until the platform's administrator says otherwise.
LOW_RISK = (
    "basic.ethnicity",
    "basic.political_status",
    "basic.email",
    "basic.postal_address",
    "basic.household_region",
    "basic.residence_region",
    "employment.industry",
    "employment.employer_address",
    "employment.employer_phone",
)


def is_fixed(section: str, field: str) -> bool:
    """Tell whether a field is reviewed whatever the policies say."""
    return field in _FIXED[section]


def order_of(section: str, field: str) -> tuple[int, int]:
    """Return the order of a field: the page's, then the field's on the page."""
    return SECTIONS.index(section), list(FIELD_NAMES[section]).index(field)
