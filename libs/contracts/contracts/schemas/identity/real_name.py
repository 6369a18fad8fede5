"""Real-name verification by photos."""

from marshmallow import Schema, fields

from contracts import real_name
from contracts.schemas.base import BodySchema
from contracts.schemas.cases import history
from contracts.schemas.identity.alipay import AlipayOffer
from contracts.schemas.identity.authorities import AuthorityBrief
from contracts.schemas.identity.fields import (
    about,
    choice,
    text,
)
from contracts.schemas.reviews import ReasonInWords


class RealNameImage(Schema):
    """One uploaded image of the present submission."""

    attachment_id = fields.String(required=True)
    slot = choice("照片用途", tuple(real_name.PHOTO_KINDS))


class RealName(Schema):
    """How far the person's real-name verification is."""

    status = choice("实名认证状态", real_name.STATUSES)
    case_id = fields.String(allow_none=True)
    authority = fields.Nested(AuthorityBrief, allow_none=True)
    submitted_at = fields.String(allow_none=True)
    decided_at = fields.String(allow_none=True)
    verified_at = fields.String(allow_none=True)
    method = fields.String(
        allow_none=True,
        metadata=about("认证方式：manual 线上，alipay 支付宝", "manual"),
    )
    round = fields.Integer(allow_none=True, metadata=about("第几次提交", 1))
    reasons = fields.List(fields.Nested(ReasonInWords), required=True)
    note = fields.String(allow_none=True, metadata=about("审核人员的补充说明"))
    queue_position = fields.Integer(allow_none=True, metadata=about("当前排队位次", 3))
    expected_at = fields.String(allow_none=True, metadata=about("预计办结日期", "2026-11-30"))
    history = history("办理进度，自最早的一步起；没有提交过的为空")
    images = fields.List(fields.Nested(RealNameImage), required=True)
    to_correct = fields.List(
        fields.String(),
        required=True,
        metadata=about("审核人员退回、须先更正的注册信息", ["name"]),
    )
    available_actions = fields.List(
        fields.String(),
        required=True,
        metadata=about("现在可以办理的事项", ["correct_identity", "submit_real_name"]),
    )
    alipay = fields.Nested(AlipayOffer, required=True)


class RealNameManual(BodySchema):
    """Submit photos of the certificate for review."""

    portrait_side = text("证件人像面附件编号", "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d51", 64)
    reverse_side = text(
        "证件非人像面附件编号；护照只有一页，不填",
        "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d52",
        64,
        required=False,
        load_default=None,
        allow_none=True,
    )
    holding = text("手持证件人像面附件编号", "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d53", 64)
    authority_id = text("省级或市级会计管理部门编号", "au-110000", 64)
