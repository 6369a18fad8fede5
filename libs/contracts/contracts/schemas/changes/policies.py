"""The policies by which changes are reviewed."""

from marshmallow import Schema, fields, validate


class FieldPolicy(Schema):
    """How a change of one field is reviewed."""

    section = fields.String(
        required=True,
        validate=validate.OneOf(["basic", "education", "employment"]),
        metadata={"description": "页面", "example": "basic"},
    )
    section_name = fields.String(
        required=True, metadata={"description": "页面名称", "example": "基本信息"}
    )
    field = fields.String(required=True, metadata={"description": "字段", "example": "email"})
    field_name = fields.String(
        required=True, metadata={"description": "字段名称", "example": "电子邮箱"}
    )
    review_mode = fields.String(
        required=True,
        validate=validate.OneOf(["automatic", "manual"]),
        metadata={
            "description": "审核方式：automatic 立即生效，manual 人工审核；一单中有一个人工字段即整单人工",
            "example": "automatic",
        },
    )
    review_mode_name = fields.String(
        required=True, metadata={"description": "审核方式名称", "example": "自动审核"}
    )
    fixed = fields.Boolean(
        required=True, metadata={"description": "始终人工审核，不能调整", "example": False}
    )
    version = fields.Integer(required=True, metadata={"description": "版本", "example": 1})
    changed_at = fields.DateTime(
        required=True,
        metadata={"description": "最近修改时间", "example": "2026-11-23T08:00:00+00:00"},
    )


class FieldPolicyList(Schema):
    """All policies in the order of the pages."""

    items = fields.List(fields.Nested(FieldPolicy), required=True)


class FieldPolicyChange(Schema):
    """One decision about a policy."""

    section = fields.String(required=True, metadata={"example": "basic"})
    section_name = fields.String(required=True, metadata={"example": "基本信息"})
    field = fields.String(required=True, metadata={"example": "email"})
    field_name = fields.String(required=True, metadata={"example": "电子邮箱"})
    version = fields.Integer(required=True, metadata={"description": "调整后的版本"})
    review_mode_before = fields.String(required=True, metadata={"example": "automatic"})
    review_mode = fields.String(required=True, metadata={"example": "manual"})
    note = fields.String(required=True, allow_none=True, metadata={"description": "调整原因"})
    changed_by = fields.String(required=True, metadata={"description": "调整人编号"})
    changed_at = fields.DateTime(required=True, metadata={"description": "调整时间"})


class FieldPolicyChangeList(Schema):
    """One page of decisions about policies, the newest first."""

    items = fields.List(fields.Nested(FieldPolicyChange), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
