"""The audit log as persons and auditors read it."""

from typing import Any

from marshmallow import Schema, fields, validate

from contracts.audit import ACTIONS
from contracts.schemas.base import BodySchema
from contracts.schemas.fields import Day
from contracts.schemas.identity.authorities import AuthorityBrief
from contracts.schemas.identity.fields import about, text
from contracts.schemas.reviews import CASE_KINDS

# Beyond it, moments of other time zones do not exist.
_THIS_AGE = validate.Range(min="2000-01-01", max="2999-12-31")
_OPTIONAL: dict[str, Any] = {"required": False, "load_default": None, "allow_none": True}


class AuditSearch(BodySchema):
    """The filters of a search in the log; both days belong to the period."""

    person_id = text("会计人员", "7b0e0b6a-6c1f-4f0e-9a3e-2f7f5f0d8c11", 40, **_OPTIONAL)
    staff_id = text("工作人员", "0f8b5a34-2c42-4d61-8a57-1a4b7f2f9b20", 80, **_OPTIONAL)
    authority_id = text("工作人员所在部门，含下级", "au-110000", 64, **_OPTIONAL)
    action = fields.String(validate=validate.OneOf(tuple(ACTIONS)), **_OPTIONAL)
    request_id = text("请求编号", "3f2c9a", 80, **_OPTIONAL)
    since = Day(validate=_THIS_AGE, **_OPTIONAL)
    until = Day(validate=_THIS_AGE, **_OPTIONAL)


class AccessActor(Schema):
    """Who accessed or decided, as the person may know them."""

    masked_name = fields.String(required=True, allow_none=True, metadata=about("姓名", "王*审"))
    role = fields.String(required=True, allow_none=True, metadata=about("角色", "审核员"))
    authority = fields.String(required=True, metadata=about("部门", "北京市海淀区财政局"))


class _Act(Schema):
    """What was done, to which case."""

    entry_id = fields.String(required=True)
    occurred_at = fields.String(required=True, metadata=about("时间", "2026-11-25T02:00:00+00:00"))
    action = fields.String(required=True, validate=validate.OneOf(tuple(ACTIONS)))
    action_text = fields.String(required=True, metadata=about("所作操作", "打开申请详情"))
    case_kind = fields.String(required=True, allow_none=True, validate=validate.OneOf(CASE_KINDS))
    case_kind_text = fields.String(
        required=True, allow_none=True, metadata=about("事项", "信息采集")
    )
    case_id = fields.String(required=True, allow_none=True)
    fields_ = fields.List(
        fields.String(),
        required=True,
        data_key="fields",
        metadata=about("查看的字段，只有名称", ["person.id_number"]),
    )


class AccessEntry(_Act):
    """One access to the person's data, or one decision about it."""

    is_own = fields.Boolean(required=True, metadata=about("是否本人查看"))
    actor = fields.Nested(AccessActor, required=True, allow_none=True)
    attachment = fields.String(
        required=True, allow_none=True, metadata=about("查看的附件种类", "学历证书")
    )


class AccessLog(Schema):
    """One page of who accessed the person's data, the latest first."""

    items = fields.List(fields.Nested(AccessEntry), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AuditActor(Schema):
    """Who acted, as the log keeps them."""

    kind = fields.String(required=True, metadata=about("staff、person、service 或 anonymous"))
    actor_id = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True, metadata=about("工作人员姓名", "王京审"))
    roles = fields.List(fields.String(), required=True)
    authority = fields.Nested(AuthorityBrief, required=True, allow_none=True)


class AuditEntry(_Act):
    """One entry of the log."""

    sequence = fields.Integer(required=True, metadata=about("在链中的序号"))
    recorded_at = fields.String(required=True, metadata=about("入链时间"))
    service = fields.String(required=True, metadata=about("来源服务"))
    actor = fields.Nested(AuditActor, required=True)
    person_id = fields.String(required=True, allow_none=True)
    masked_name = fields.String(required=True, allow_none=True, metadata=about("脱敏姓名", "李**"))
    client_ip = fields.String(required=True, allow_none=True)
    request_id = fields.String(required=True)
    details = fields.Dict(required=True, metadata=about("操作详情，不含个人信息"))


class AuditList(Schema):
    """One page of the log, the latest first."""

    items = fields.List(fields.Nested(AuditEntry), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AuditBreak(Schema):
    """The first entry that does not follow from those before it."""

    sequence = fields.Integer(required=True)
    reason = fields.String(required=True, metadata=about("missing、altered 或 unknown_key"))
    reason_text = fields.String(required=True, metadata=about("原因", "此处记录缺失"))


class AuditAnchors(Schema):
    """The anchors of the chain outside the database."""

    count = fields.Integer(required=True)
    newest_sequence = fields.Integer(required=True, allow_none=True)
    newest_at = fields.String(required=True, allow_none=True)
    intact = fields.Boolean(required=True, metadata=about("链与全部存证一致"))


class AuditVerification(Schema):
    """The outcome for one segment of the chain; `next_after` begins the next one, null at the end."""

    after = fields.Integer(required=True, metadata=about("从此序号之后开始核验"))
    through = fields.Integer(required=True, metadata=about("核验到的序号"))
    checked = fields.Integer(required=True, metadata=about("核验的条数"))
    intact = fields.Boolean(required=True)
    first_broken = fields.Nested(AuditBreak, required=True, allow_none=True)
    next_after = fields.Integer(required=True, allow_none=True)
    head = fields.Integer(required=True, metadata=about("链的末尾序号"))
    anchors = fields.Nested(
        AuditAnchors, required=True, allow_none=True, metadata=about("只在最后一段给出")
    )
    unprotected = fields.List(
        fields.String(), required=True, metadata=about("防改触发器缺失或停用的表")
    )
