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


class ProblemBlocker(Schema):
    """One thing that has to be dealt with first."""

    code = fields.String(
        required=True,
        metadata={"description": "稳定的代码", "example": "transfer.change_pending"},
    )
    message = fields.String(
        required=True,
        metadata={"description": "原因和办法", "example": "您有审核中的信息变更，请等待审核完成"},
    )
    link = fields.String(
        required=True, metadata={"description": "可办理的页面", "example": "/changes"}
    )
    field = fields.String(
        allow_none=True, metadata={"description": "与表单中的哪一项有关", "example": "target"}
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
    limited_until = fields.String(
        metadata={
            "description": "可以再次尝试的时间（获取验证码、找回密码的 429）",
            "example": "2026-11-23T16:00:00+00:00",
        }
    )
    trials_left = fields.Integer(
        metadata={"description": "账号锁定前还可尝试的次数（登录的 401）", "example": 3}
    )
    blockers = fields.List(
        fields.Nested(ProblemBlocker),
        metadata={"description": "不能办理的全部原因（申请变更、调转等的 409）"},
    )
    state = fields.String(
        metadata={"description": "申请当前的状态（审核、撤回的 409）", "example": "approved"}
    )
    claimed_by_name = fields.String(
        allow_none=True,
        metadata={"description": "领取该申请的审核人员（审核的 409）", "example": "审核员甲"},
    )
    limit = fields.Integer(
        metadata={"description": "上限：请求次数、字节数（413、429）", "example": 600}
    )
    current_version = fields.Integer(metadata={"description": "当前版本（412）", "example": 7})
    changed = fields.List(
        fields.Nested(ChangedMeanwhile),
        metadata={"description": "档案自所依据版本以来的变化，脱敏（申请变更的 412）"},
    )
    current = fields.Dict(metadata={"description": "当前内容（填写采集信息的 412）"})
