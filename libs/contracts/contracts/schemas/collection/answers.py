"""What a person reads."""

from marshmallow import Schema, fields, validate

from contracts.schemas.cases import history
from contracts.schemas.collection.basic import BasicAnswer
from contracts.schemas.collection.education import EducationAnswer
from contracts.schemas.collection.employment import EmploymentAnswer
from contracts.schemas.collection.parts import AttachmentAnswer, maybe, text
from contracts.schemas.reviews import AuthorityRef, ReasonInWords

STATUSES = ("not_started", "draft", "submitted", "under_review", "returned", "approved")
ACTIONS = ("edit", "submit", "withdraw", "reveal")
HINT_REASONS = ("employer", "school", "residence", "household")


class FixedFields(Schema):
    """What registration fixed; masked, and not to be edited here."""

    id_type = text("证件类型", "resident_id")
    masked_id_number = text("脱敏证件号码", "110***********002X")
    masked_name = text("脱敏姓名", "张**")
    gender = text("性别", "female")
    birth_date = text("出生日期", "1990-01-31")
    masked_phone = text("脱敏手机号码", "138****1234")


class MissingEntry(Schema):
    """One thing that still blocks submitting."""

    section = text("所在部分", "educations")
    item = text("项目", "educations.9d1f")
    field = text("字段路径", "educations[0].level")
    code = text("原因代码", "collection.required")
    message = text("应如何处理", "请填写学历")


class WarningEntry(Schema):
    """One thing that looks unusual and does not block submitting."""

    item = text("项目", "educations.9d1f")
    field = text("字段路径", "educations[0].level_certificate_no")
    code = text("原因代码", "value.certificate_year_differs")
    message = text("提示", "证书编号中的年份与毕业时间不一致，请核对")


class Material(Schema):
    """One thing to have ready for a scope of collection."""

    section = text("所在部分", "basic")
    kind = text("附件种类", "photo")
    name = text("材料名称", "标准证件照片")
    condition = text("何时需要", "必须上传")


class CollectionScope(Schema):
    """One choice of the notice page (采集须知)."""

    code = text("采集范围代码", "accountant")
    name = text("采集范围名称", "会计人员")
    materials = fields.List(fields.Nested(Material), required=True)


class CollectionScopes(Schema):
    """All scopes with their materials."""

    items = fields.List(fields.Nested(CollectionScope), required=True)


class ReviewBlock(Schema):
    """How the review stands; null before the first submission."""

    case_id = text("申请编号")
    state = text("审核状态", "submitted")
    round = fields.Integer(required=True, metadata={"description": "第几次提交", "example": 1})
    authority = fields.Nested(AuthorityRef, required=True)
    submitted_at = text("提交时间", "2026-11-23T08:00:00+00:00")
    decided_at = maybe("审核时间", "2026-11-25T08:00:00+00:00")
    reasons = fields.List(fields.Nested(ReasonInWords), required=True)
    note = maybe("审核意见")
    queue_position = fields.Integer(
        required=True, allow_none=True, metadata={"description": "排队位置，从1起", "example": 3}
    )
    expected_at = maybe("预计审核完成日期，按该部门自身的办理速度估算", "2026-11-27")
    history = history()


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
    scope = maybe("采集范围代码", "accountant")
    basic = fields.Nested(BasicAnswer, required=True)
    educations = fields.List(fields.Nested(EducationAnswer), required=True)
    employments = fields.List(fields.Nested(EmploymentAnswer), required=True)
    authority = fields.Nested(AuthorityRef, required=True, allow_none=True)
    commitment_at = maybe("承诺信息真实有效的时间", "2026-11-23T08:00:00+00:00")
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
    revealable = fields.List(
        fields.String(),
        required=True,
        metadata={
            "description": "审核通过后脱敏，可查看完整内容的字段；此前为空",
            "example": ["person.id_number"],
        },
    )
    created_id = fields.String(metadata={"description": "新增的经历编号，仅新增时有"})


class CollectionStatus(Schema):
    """The short answer for the home page."""

    collection_status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    authority = fields.Nested(AuthorityRef, required=True, allow_none=True)
    submitted_at = maybe("提交时间")
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
    because = fields.String(required=True, validate=validate.OneOf(HINT_REASONS))
    text = text("理由", "您目前的工作单位在此登记")


class AuthoritySuggestions(Schema):
    """Suggestions, the strongest first."""

    items = fields.List(fields.Nested(AuthoritySuggestion), required=True)


class Record(Schema):
    """The approved record, masked."""

    version = fields.Integer(required=True)
    approved_at = text("审核通过时间")
    scope = text("采集范围代码", "accountant")
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
    """Full values, and when the access to them was recorded."""

    values = fields.Dict(
        keys=fields.String(),
        values=fields.String(allow_none=True),
        required=True,
        metadata={"example": {"person.id_number": "11010519491231002X"}},
    )
    revealed_at = text("查看时间", "2026-11-23T08:00:00+00:00")
