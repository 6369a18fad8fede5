"""What a person reads."""

from typing import Any

from marshmallow import Schema, fields, validate

from contracts.schemas.reviews import AuthorityRef, ReasonInWords

STATUSES = ("not_started", "draft", "submitted", "under_review", "returned", "approved")
ACTIONS = ("edit", "submit", "withdraw", "reveal")
LEADS = ("employer", "school", "residence", "household")


def _text(description: str, example: Any = None, **options: Any) -> fields.String:
    metadata = {"description": description} | ({} if example is None else {"example": example})
    return fields.String(**{"required": True, "metadata": metadata, **options})


def _maybe(description: str, example: Any = None) -> fields.String:
    return _text(description, example, allow_none=True)


class FixedFields(Schema):
    """What registration fixed; masked, and not to be edited here."""

    id_type = _text("证件类型", "resident_id")
    masked_id_number = _text("脱敏证件号码", "110***********002X")
    masked_name = _text("脱敏姓名", "张**")
    gender = _text("性别", "female")
    birth_date = _text("出生日期", "1990-01-31")
    masked_phone = _text("脱敏手机号码", "138****1234")


class AttachmentAnswer(Schema):
    """One attachment, to be opened under /attachments/{attachment_id}."""

    attachment_id = _text("附件编号")
    kind = _text("附件种类", "photo")
    file_name = _text("文件名", "photo.jpg")
    media_type = _text("文件类型", "image/jpeg")
    size = fields.Integer(required=True, metadata={"description": "字节数", "example": 51200})
    width = fields.Integer(required=True, allow_none=True, metadata={"example": 413})
    height = fields.Integer(required=True, allow_none=True, metadata={"example": 579})


class BasicAnswer(Schema):
    """The basic section as it is saved."""

    photo_id = _maybe("标准证件照片的附件编号")
    id_portrait_id = _maybe("证件人像面的附件编号")
    id_reverse_id = _maybe("证件非人像面的附件编号")
    residence_permit_id = _maybe("居住证的附件编号")
    ethnicity = _maybe("民族代码", "01")
    political_status = _maybe("政治面貌代码", "13")
    email = _maybe("电子邮箱", "kuaiji@example.org")
    postal_address = _maybe("通讯地址", "北京市海淀区中关村大街1号")
    household_region = _maybe("户籍所在地区划代码", "110108")
    residence_region = _maybe("居住地区划代码", "110108")


class EducationAnswer(Schema):
    """One education."""

    education_id = _text("教育经历编号")
    mode = _maybe("培养方式代码", "full_time")
    school_name = _maybe("学校名称", "中央财经大学")
    level = _maybe("学历代码", "21")
    degree = _maybe("学位代码", "4")
    major = _maybe("所学专业", "会计学")
    start_month = _maybe("入学时间", "2008-09")
    end_month = _maybe("毕业时间", "2012-06")
    level_certificate_no = _maybe("学历证书编号", "100341201205001234")
    degree_certificate_no = _maybe("学位证书编号", "1003442012001234")
    attachments = fields.List(fields.Nested(AttachmentAnswer), required=True)


class ExperienceAnswer(Schema):
    """A time of accounting work."""

    start_month = _maybe("会计工作开始时间", "2015-07")
    end_month = _maybe("会计工作结束时间；null 为至今", None)
    posts = fields.List(fields.String(), required=True, metadata={"example": ["cashier"]})


class EmploymentAnswer(Schema):
    """One employment."""

    employment_id = _text("工作经历编号")
    start_month = _maybe("工作开始时间", "2015-07")
    end_month = _maybe("工作结束时间；null 为至今")
    employer_name = _maybe("单位名称", "北京市海淀区晨光科技有限公司")
    uscc = _maybe("统一社会信用代码", "91110000600037341L")
    employer_type = _maybe("单位类型代码", "enterprise")
    industry = _maybe("所属行业门类代码", "I")
    employer_address = _maybe("工作单位地址", "北京市海淀区学院路30号")
    employer_phone = _maybe("工作单位电话", "010-62345678")
    has_accounting_experience = fields.Boolean(required=True, allow_none=True)
    accounting_experiences = fields.List(fields.Nested(ExperienceAnswer), required=True)
    professional_title = _maybe("会计专业职务代码", "accountant")
    appointment_month = _maybe("会计专业职务聘任时间", "2019-12")
    attachments = fields.List(fields.Nested(AttachmentAnswer), required=True)


class MissingEntry(Schema):
    """One thing that still blocks submitting."""

    section = _text("所在部分", "educations")
    item = _text("项目", "educations.9d1f")
    field = _text("字段路径", "educations[0].level")
    code = _text("原因代码", "collection.required")
    message = _text("应如何处理", "请填写学历")


class WarningEntry(Schema):
    """One thing that looks unusual and does not block submitting."""

    item = _text("项目", "educations.9d1f")
    field = _text("字段路径", "educations[0].level_certificate_no")
    code = _text("原因代码", "value.certificate_year_differs")
    message = _text("提示", "证书编号中的年份与毕业时间不一致，请核对")


class Material(Schema):
    """One thing to have ready for a scope of collection."""

    section = _text("所在部分", "basic")
    kind = _text("附件种类", "photo")
    name = _text("材料名称", "标准证件照片")
    condition = _text("何时需要", "必须上传")


class CollectionScope(Schema):
    """One choice of the notice page (采集须知)."""

    code = _text("采集范围代码", "accountant")
    name = _text("采集范围名称", "会计人员")
    materials = fields.List(fields.Nested(Material), required=True)


class CollectionScopes(Schema):
    """All scopes with their materials."""

    items = fields.List(fields.Nested(CollectionScope), required=True)


class ReviewBlock(Schema):
    """How the review stands; null before the first submission."""

    case_id = _text("申请编号")
    state = _text("审核状态", "submitted")
    round = fields.Integer(required=True, metadata={"description": "第几次提交", "example": 1})
    authority = fields.Nested(AuthorityRef, required=True)
    submitted_at = _text("提交时间", "2026-11-23T08:00:00+00:00")
    decided_at = _maybe("审核时间", "2026-11-25T08:00:00+00:00")
    reasons = fields.List(fields.Nested(ReasonInWords), required=True)
    note = _maybe("审核意见")
    queue_position = fields.Integer(
        required=True, allow_none=True, metadata={"description": "排队位置，从1起", "example": 3}
    )
    expected_at = _maybe("预计审核完成日期，按该部门自身的办理速度估算", "2026-11-27")


class CollectionAnswer(Schema):
    """The whole draft or record of the person."""

    status = fields.String(
        required=True,
        validate=validate.OneOf(STATUSES),
        metadata={"description": "采集状态", "example": "draft"},
    )
    version = fields.Integer(
        required=True, metadata={"description": "版本，随每次变化增加", "example": 7}
    )
    scope = _maybe("采集范围代码", "accountant")
    basic = fields.Nested(BasicAnswer, required=True)
    educations = fields.List(fields.Nested(EducationAnswer), required=True)
    employments = fields.List(fields.Nested(EmploymentAnswer), required=True)
    authority = fields.Nested(AuthorityRef, required=True, allow_none=True)
    commitment_at = _maybe("承诺信息真实有效的时间", "2026-11-23T08:00:00+00:00")
    person = fields.Nested(FixedFields, required=True)
    review = fields.Nested(ReviewBlock, required=True, allow_none=True)
    attachments = fields.List(fields.Nested(AttachmentAnswer), required=True)
    missing = fields.List(fields.Nested(MissingEntry), required=True)
    warnings = fields.List(fields.Nested(WarningEntry), required=True)
    available_actions = fields.List(
        fields.String(validate=validate.OneOf(ACTIONS)),
        required=True,
        metadata={"example": ["edit", "submit"]},
    )
    created_id = fields.String(metadata={"description": "新增的经历编号，仅新增时有"})


class CollectionStatus(Schema):
    """The short answer for the home page."""

    collection_status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    authority = fields.Nested(AuthorityRef, required=True, allow_none=True)
    submitted_at = _maybe("提交时间")
    version = fields.Integer(required=True)
    record_version = fields.Integer(required=True, metadata={"description": "档案版本，0 为尚无"})
    authority_path = fields.String(required=True, allow_none=True)
    open_kinds = fields.List(
        fields.String(), required=True, metadata={"description": "在办业务的种类"}
    )


class AuthoritySuggestion(Schema):
    """An authority that the rule of jurisdiction (属地原则) points to."""

    authority = fields.Nested(AuthorityRef, required=True)
    selectable = fields.Boolean(
        required=True, metadata={"description": "可直接选择；否则请在其下级中选择"}
    )
    because = fields.String(required=True, validate=validate.OneOf(LEADS))
    text = _text("理由", "您目前的工作单位在此登记")


class AuthoritySuggestions(Schema):
    """Suggestions, the strongest first."""

    items = fields.List(fields.Nested(AuthoritySuggestion), required=True)


class Record(Schema):
    """The approved record, masked."""

    version = fields.Integer(required=True)
    approved_at = _text("审核通过时间")
    scope = _text("采集范围代码", "accountant")
    person = fields.Nested(FixedFields, required=True)
    basic = fields.Nested(BasicAnswer, required=True)
    educations = fields.List(fields.Nested(EducationAnswer), required=True)
    employments = fields.List(fields.Nested(EmploymentAnswer), required=True)
    authority = fields.Nested(AuthorityRef, required=True)
    attachments = fields.List(fields.Nested(AttachmentAnswer), required=True)
    revealable = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "可查看完整内容的字段", "example": ["person.id_number"]},
    )


class RevealedFields(Schema):
    """Full values, and when the look at them was noted down."""

    values = fields.Dict(
        keys=fields.String(),
        values=fields.String(allow_none=True),
        required=True,
        metadata={"example": {"person.id_number": "11010519491231002X"}},
    )
    revealed_at = _text("查看时间", "2026-11-23T08:00:00+00:00")
