"""The Chinese names of sections and fields, as pages and messages show them."""

from collections.abc import Mapping

SECTION_NAMES: Mapping[str, str] = {
    "scope": "采集范围",
    "basic": "基本信息",
    "educations": "教育经历",
    "employments": "工作经历",
    "authority": "会计管理部门",
}

FIELD_NAMES: Mapping[str, str] = {
    "scope": "采集范围",
    "authority": "会计管理部门",
    "photo": "标准证件照片",
    "id_portrait": "身份证件人像面",
    "id_reverse": "身份证件非人像面",
    "residence_permit": "居住证",
    "ethnicity": "民族",
    "political_status": "政治面貌",
    "email": "电子邮箱",
    "postal_address": "通讯地址",
    "household_region": "户籍所在地",
    "residence_region": "居住地",
    "mode": "培养方式",
    "school_name": "学校名称",
    "level": "学历",
    "degree": "学位",
    "major": "所学专业",
    "level_certificate_no": "学历证书编号",
    "degree_certificate_no": "学位证书编号",
    "employer_name": "单位名称",
    "uscc": "统一社会信用代码",
    "employer_type": "单位类型",
    "industry": "所属行业",
    "employer_address": "工作单位地址",
    "employer_phone": "工作单位电话",
    "has_accounting_experience": "是否有会计工作经历",
    "accounting_experiences": "会计工作经历",
    "posts": "会计工作岗位",
    "professional_title": "会计专业职务",
    "appointment_month": "会计专业职务聘任时间",
    "level_certificate": "学历证书",
    "degree_certificate": "学位证书",
    "student_status": "学籍证明",
    "uscc_certificate": "单位统一社会信用代码证明",
    "employment_proof": "工作证明",
    "appointment_proof": "会计专业职务聘任证明",
    "name": "姓名",
    "id_type": "证件类型",
    "id_number": "证件号码",
    "gender": "性别",
    "birth_date": "出生日期",
    "phone": "手机号码",
    "nationality": "国籍",
}

# The same key means different things in the two tables of experience.
_MONTHS: Mapping[str, Mapping[str, str]] = {
    "educations": {"start_month": "入学时间", "end_month": "毕业时间"},
    "employments": {"start_month": "工作开始时间", "end_month": "工作结束时间"},
    "accounting_experiences": {
        "start_month": "会计工作开始时间",
        "end_month": "会计工作结束时间",
    },
}


def name_of(section: str, field: str) -> str:
    """Return the Chinese name of a field of a section, or of a kind of attachment in it."""
    months = _MONTHS.get(section, {})
    return months.get(field) or FIELD_NAMES.get(field.removesuffix("_id"), field)
