"""The fields of a record: what each is called, how it is masked, how a change of it is reviewed.

Field by field in the order of the pages. A change to a field takes effect at once (`automatic`)
or is reviewed (`manual`); the platform's administrator may change that, except of a fixed field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from contracts.attachments import ATTACHMENT_RULES
from contracts.values.masking import (
    looks_masked,
    mask_address,
    mask_email,
    mask_employer_phone,
    mask_id_number,
)
from contracts.values.text import Unchanged

Mask = Callable[[str], str]

AUTOMATIC, MANUAL = "automatic", "manual"
BASIC, EDUCATION, EMPLOYMENT = "basic", "education", "employment"
ATTACHMENTS = "attachments"


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field.

    `review` is its first policy. A low-risk field may be approved in bulk until the administrator
    says otherwise. `attachment` is the kind of file that the field names; `proofs` are the kinds
    that a reviewer compares its new value with.
    """

    name: str
    title: str
    mask: Mask | None = None
    review: str = MANUAL
    fixed: bool = False
    low_risk: bool = False
    attachment: str | None = None
    proofs: tuple[str, ...] = ()


def _file(kind: str) -> RecordField:
    title = ATTACHMENT_RULES[kind].title
    return RecordField(f"{kind}_id", title, fixed=True, attachment=kind, proofs=(kind,))


def _level(name: str, title: str, mask: Mask | None = None) -> RecordField:
    return RecordField(name, title, mask, proofs=("level_certificate",))


def _degree(name: str, title: str, mask: Mask | None = None) -> RecordField:
    return RecordField(name, title, mask, proofs=("degree_certificate",))


def _employer(name: str, title: str) -> RecordField:
    return RecordField(name, title, proofs=("uscc_certificate", "employment_proof"))


def _work(name: str, title: str) -> RecordField:
    return RecordField(name, title, proofs=("employment_proof",))


def _appointment(name: str, title: str) -> RecordField:
    return RecordField(name, title, proofs=("appointment_proof",))


# Who a person is, and every document, is always looked at by a reviewer.
_FILES = RecordField(ATTACHMENTS, "附件", fixed=True)
_BASIC = (
    RecordField("name", "姓名", fixed=True, proofs=("id_portrait", "id_reverse")),
    RecordField("id_number", "证件号码", fixed=True, proofs=("id_portrait", "id_reverse")),
    _file("photo"),
    _file("id_portrait"),
    _file("id_reverse"),
    RecordField("ethnicity", "民族", review=AUTOMATIC, low_risk=True),
    RecordField("political_status", "政治面貌", review=AUTOMATIC, low_risk=True),
    RecordField("email", "电子邮箱", mask_email, AUTOMATIC, low_risk=True),
    RecordField("postal_address", "通讯地址", mask_address, AUTOMATIC, low_risk=True),
    RecordField("household_region", "户籍所在地", low_risk=True),
    RecordField("residence_region", "居住地", low_risk=True, proofs=("residence_permit",)),
    _file("residence_permit"),
)
_EDUCATION = (
    _level("mode", "培养方式"),
    _level("school_name", "学校名称"),
    _level("level", "学历"),
    _degree("degree", "学位"),
    _level("major", "所学专业"),
    _level("start_month", "入学时间"),
    _level("end_month", "毕业时间"),
    _level("level_certificate_no", "学历证书编号", mask_id_number),
    _degree("degree_certificate_no", "学位证书编号", mask_id_number),
    _FILES,
)
_EMPLOYMENT = (
    _work("start_month", "工作开始时间"),
    _work("end_month", "工作结束时间"),
    _employer("employer_name", "单位名称"),
    _employer("uscc", "统一社会信用代码"),
    _employer("employer_type", "单位类型"),
    RecordField("industry", "所属行业", low_risk=True),
    RecordField("employer_address", "工作单位地址", mask_address, AUTOMATIC, low_risk=True),
    RecordField("employer_phone", "工作单位电话", mask_employer_phone, AUTOMATIC, low_risk=True),
    _work("has_accounting_experience", "是否有会计工作经历"),
    _work("accounting_experiences", "会计工作经历"),
    _appointment("professional_title", "会计专业职务"),
    _appointment("appointment_month", "会计专业职务聘任时间"),
    _FILES,
)
RECORD_FIELDS: Mapping[str, Mapping[str, RecordField]] = MappingProxyType(
    {
        section: MappingProxyType({field.name: field for field in fields})
        for section, fields in (
            (BASIC, _BASIC),
            (EDUCATION, _EDUCATION),
            (EMPLOYMENT, _EMPLOYMENT),
        )
    }
)
SECTION_TITLES: Mapping[str, str] = MappingProxyType(
    {BASIC: "基本信息", EDUCATION: "教育经历", EMPLOYMENT: "工作经历"}
)
# Kinds of the files that a row of a section comes with, in the order of the pages.
ROW_ATTACHMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        EDUCATION: ("level_certificate", "degree_certificate", "student_status"),
        EMPLOYMENT: ("uscc_certificate", "employment_proof", "appointment_proof"),
    }
)
BASIC_ATTACHMENTS: Mapping[str, str] = MappingProxyType(
    {field.name: field.attachment for field in _BASIC if field.attachment}
)
# Kept in identity and shown with the record, beside those that a change may be about.
PERSON_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "name": "姓名",
        "id_type": "证件类型",
        "id_number": "证件号码",
        "gender": "性别",
        "birth_date": "出生日期",
        "phone": "手机号码",
        "nationality": "国籍",
    }
)
RECORD_MASKS: Mapping[str, Mapping[str, Mask]] = MappingProxyType(
    {
        section: {field.name: field.mask for field in fields.values() if field.mask}
        for section, fields in RECORD_FIELDS.items()
    }
)


def mask_values(section: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of one section or row with the sensitive ones masked."""
    masks = RECORD_MASKS[section]
    return {
        name: masks[name](value) if value and name in masks else value
        for name, value in values.items()
    }


def restore_masked(section: str, sent: Any, present: Mapping[str, Any] | None) -> Any:
    """Return what was sent of a section or row with each mask of a present value as that value.

    An answer that comes back thus changes nothing; any other mask is refused by its field. What is
    unchanged is not judged anew: rules may have become stricter since it was taken.
    """
    if present is None or not isinstance(sent, Mapping):
        return sent
    masks = RECORD_MASKS[section]
    return {
        name: _restored(masks[name], value, present.get(name)) if name in masks else value
        for name, value in sent.items()
    }


def contains_masks(section: str, sent: Any) -> bool:
    """Tell whether a value that answers mask looks masked in what was sent."""
    values = [sent.get(name) for name in RECORD_MASKS[section]] if isinstance(sent, Mapping) else []
    return any(isinstance(value, str) and looks_masked(value) for value in values)


def _restored(mask: Mask, value: Any, present: str | None) -> Any:
    if not present or not isinstance(value, str):
        return value
    return Unchanged(present) if value.strip() in (mask(present), present) else value


def title_of_field(section: str, name: str) -> str:
    """Return what a field of a section is called, or a kind of attachment (`attachments.<kind>`)."""
    kind = name.removeprefix(f"{ATTACHMENTS}.")
    if kind in ATTACHMENT_RULES:
        return ATTACHMENT_RULES[kind].title
    field = RECORD_FIELDS[section].get(name)
    return field.title if field else name
