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


def _said(description: str, example: str) -> fields.String:
    return fields.String(required=True, metadata={"description": description, "example": example})


def _mode() -> fields.String:
    return fields.String(
        required=True,
        validate=validate.OneOf(["automatic", "manual"]),
        metadata={
            "description": "审核方式：automatic 立即生效，manual 由会计管理部门审核",
            "example": "manual",
        },
    )


class ChangeProof(Schema):
    """One kind of file that the reviewer compares a change with."""

    kind = _said("附件种类", "level_certificate")
    name = _said("名称", "学历证明")
    hint = _said("上传要求；没有的为空", "多页请合并成一张图片")


class ChangePolicy(Schema):
    """How a person's change of one field is reviewed."""

    section = fields.String(
        required=True,
        validate=validate.OneOf(["basic", "education", "employment"]),
        metadata={"description": "页面", "example": "education"},
    )
    section_name = _said("页面名称", "教育经历")
    field = _said("字段", "school_name")
    field_name = _said("字段名称", "学校名称")
    review_mode = _mode()
    review_mode_name = _said("审核方式名称", "人工审核")
    proofs = fields.List(
        fields.Nested(ChangeProof),
        required=True,
        metadata={"description": "审核时对照的材料；不需要材料的为空"},
    )


class RowPolicy(Schema):
    """How adding or deleting a whole row is reviewed."""

    section = fields.String(
        required=True,
        validate=validate.OneOf(["education", "employment"]),
        metadata={"description": "页面", "example": "education"},
    )
    section_name = _said("页面名称", "教育经历")
    action = fields.String(
        required=True,
        validate=validate.OneOf(["add", "delete"]),
        metadata={"description": "变更类型", "example": "add"},
    )
    action_name = _said("变更类型名称", "新增")
    review_mode = _mode()
    review_mode_name = _said("审核方式名称", "人工审核")
    proofs = fields.List(
        fields.Nested(ChangeProof), required=True, metadata={"description": "该页面的材料种类"}
    )


class ChangePolicies(Schema):
    """Every field in the order of the pages, and what concerns whole rows."""

    items = fields.List(fields.Nested(ChangePolicy), required=True)
    rows = fields.List(
        fields.Nested(RowPolicy),
        required=True,
        metadata={"description": "新增和变更删除整段经历，始终由会计管理部门审核"},
    )


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
