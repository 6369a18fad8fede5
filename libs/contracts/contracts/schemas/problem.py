"""The shape of every error answer (RFC 9457)."""

from marshmallow import INCLUDE, Schema, fields

from contracts.schemas.changes.answers import FieldDifference


class ProblemItem(Schema):
    """One thing wrong with what was sent."""

    field = fields.String(
        required=True,
        metadata={"description": "出错位置", "example": "educations[0].start_month"},
    )
    code = fields.String(
        required=True, metadata={"description": "稳定的错误代码", "example": "common.required"}
    )
    message = fields.String(
        required=True, metadata={"description": "给用户看的说明", "example": "此项必填"}
    )


class ChangedMeanwhile(FieldDifference):
    """One field that is other than in the version that the sender had read."""

    path = fields.String(
        required=True, metadata={"description": "字段路径", "example": "basic.email"}
    )


class Problem(Schema):
    """An error; further members depend on the code, such as `retry_after`, `current_version`."""

    class Meta:
        unknown = INCLUDE

    type = fields.String(
        required=True, metadata={"example": "urn:ausm:problem:common.validation_failed"}
    )
    title = fields.String(required=True, metadata={"example": "提交的内容有误"})
    status = fields.Integer(required=True, metadata={"example": 422})
    detail = fields.String(
        required=True,
        metadata={
            "description": "给用户看的说明",
            "example": "提交的内容有误，请按提示修改后重新提交",
        },
    )
    code = fields.String(
        required=True,
        metadata={"description": "稳定的错误代码", "example": "common.validation_failed"},
    )
    errors = fields.List(
        fields.Nested(ProblemItem), required=True, metadata={"description": "逐项错误"}
    )
    request_id = fields.String(
        required=True,
        metadata={"description": "请求编号，反馈问题时请提供", "example": "8c1f0a6e2b7d4c3f"},
    )
    retry_after = fields.Integer(metadata={"description": "几秒后可重试", "example": 30})
    current_version = fields.Integer(metadata={"description": "当前版本（412）", "example": 7})
    changed = fields.List(
        fields.Nested(ChangedMeanwhile),
        metadata={"description": "档案自所依据版本以来的变化，脱敏（申请变更的 412）"},
    )
    current = fields.Dict(metadata={"description": "当前内容（填写采集信息的 412）"})
