"""A person's own cases of every kind, and what has happened to one."""

from typing import Any

from marshmallow import Schema, fields, validate

from contracts.platform import CASE_SERVICES
from contracts.schemas.reviews import CASE_KINDS, CASE_STATUSES, AuthorityRef, ReasonInWords

DOERS = ("person", "authority", "system")
NEXT_STEPS = ("wait", "resubmit", "apply_again", "open_record")
_ID = "5f0c6c1e-3a55-4c7e-9a57-1d1f7b1f2a10"
_AT = "2026-11-23T08:00:00+00:00"


def _about(description: str, example: Any = None) -> dict[str, Any]:
    return {"description": description} | ({} if example is None else {"example": example})


def _text(description: str, example: Any = None, *, empty: bool = False) -> fields.String:
    return fields.String(required=True, allow_none=empty, metadata=_about(description, example))


def _status(description: str) -> fields.String:
    known = validate.OneOf(CASE_STATUSES)
    return fields.String(required=True, validate=known, metadata=_about(description, "submitted"))


class CaseStep(Schema):
    """One step in the history of a case, as its person reads it; no reviewer is named."""

    action = _text("步骤代码", "submit")
    text = _text("发生了什么", "提交申请")
    status = _status("这一步之后的状态")
    round = fields.Integer(required=True, metadata=_about("第几次提交", 1))
    by = fields.String(
        required=True,
        validate=validate.OneOf(DOERS),
        metadata=_about("办理者：person 本人，authority 会计管理部门，system 系统", "person"),
    )
    authority_name = _text("办理的会计管理部门；本人或系统办理的为 null", empty=True)
    reasons = fields.List(
        fields.Nested(ReasonInWords),
        required=True,
        metadata=_about("退回的逐项原因；其他步骤为空", []),
    )
    note = _text("退回时的说明；没有的为 null", empty=True)
    at = _text("时间", _AT)


def history(description: str = "办理进度，自最早的一步起") -> "fields.List[Any]":
    """Return the field of a case's history."""
    return fields.List(fields.Nested(CaseStep), required=True, metadata=_about(description))


class CaseNextStep(Schema):
    """What the person does next."""

    code = fields.String(
        required=True,
        validate=validate.OneOf(NEXT_STEPS),
        metadata=_about(
            "wait 等待审核，resubmit 修改后重新提交，apply_again 重新申请，open_record 查看档案",
            "wait",
        ),
    )
    text = _text("说明", "请等待审核，结果将以站内信和短信告知")
    link = _text("去办理的页面；只需等待的为 null", empty=True)


class PersonCase(Schema):
    """One case in the list."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(CASE_KINDS),
        metadata=_about("申请类型", "change"),
    )
    kind_name = _text("申请类型名称", "信息变更")
    case_id = _text("申请编号", _ID)
    title = _text("办理的是什么", "教育经历：变更")
    status = _status("审核状态")
    status_name = _text("审核状态名称", "待审核")
    status_text = _text("目前的情况，一句话", "已提交，正在排队等待审核")
    open = fields.Boolean(
        required=True,
        metadata=_about("是否还在办：审核没有结束，或退回、撤回后等待本人修改", example=True),
    )
    authority = fields.Nested(AuthorityRef, required=True, allow_none=True)
    round = fields.Integer(required=True, metadata=_about("第几次提交", 1))
    submitted_at = _text("最近一次提交的时间", _AT)
    decided_at = _text("审核时间；审核没有结束的为 null", empty=True)
    next_step = fields.Nested(
        CaseNextStep,
        required=True,
        allow_none=True,
        metadata=_about("接下来做什么；无需再做的为 null"),
    )
    available_actions = fields.List(
        fields.String(), required=True, metadata=_about("可进行的操作", ["withdraw"])
    )
    link = _text("该类申请的页面", "/changes")


class PersonCaseList(Schema):
    """One page of a person's cases, the newest first."""

    items = fields.List(fields.Nested(PersonCase), required=True)
    next_cursor = _text("下一页的 cursor，最后一页为 null", empty=True)
    unavailable = fields.List(
        fields.String(validate=validate.OneOf(CASE_SERVICES)),
        required=True,
        metadata=_about("暂时无法取得内容的服务，其各类申请没有列出", []),
    )
    unavailable_kinds = fields.List(
        fields.String(validate=validate.OneOf(CASE_KINDS)),
        required=True,
        metadata=_about("因此没有列出的申请类型", []),
    )


class PersonCaseDetail(PersonCase):
    """One case with its place in the queue and its history."""

    reasons = fields.List(
        fields.Nested(ReasonInWords),
        required=True,
        metadata=_about("当前的退回原因；没有退回的为空", []),
    )
    note = _text("退回时的说明；没有的为 null", empty=True)
    queue_position = fields.Integer(
        required=True, allow_none=True, metadata=_about("排队位次，从 1 起；不在排队的为 null", 3)
    )
    expected_at = _text("预计审结日期，按该部门自身的办理速度估算", "2026-11-27", empty=True)
    history = history()
