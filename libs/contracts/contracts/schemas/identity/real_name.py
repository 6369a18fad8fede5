"""Real-name verification by photos."""

from marshmallow import Schema, fields

from contracts.schemas.base import BodySchema
from contracts.schemas.identity.authorities import AuthorityBrief
from contracts.schemas.identity.fields import (
    REAL_NAME_STATUSES,
    about,
    choice,
    text,
)


class ReturnReason(Schema):
    """Why one item was returned."""

    item = fields.String(required=True, metadata=about("退回的项目", "holding"))
    code = fields.String(required=True, metadata=about("退回原因代码", "image_unclear"))
    note = fields.String(allow_none=True, metadata=about("补充说明", "手持证件照片模糊"))


class RealNameImage(Schema):
    """One uploaded image of the present submission."""

    attachment_id = fields.String(required=True)
    slot = choice("照片用途", ("portrait_side", "reverse_side", "holding"))


class RealName(Schema):
    """How far the person's real-name verification is."""

    status = choice("实名认证状态", REAL_NAME_STATUSES)
    case_id = fields.String(allow_none=True)
    authority = fields.Nested(AuthorityBrief, allow_none=True)
    submitted_at = fields.String(allow_none=True)
    decided_at = fields.String(allow_none=True)
    verified_at = fields.String(allow_none=True)
    method = fields.String(allow_none=True, metadata=about("认证方式", "manual"))
    reasons = fields.List(fields.Nested(ReturnReason), required=True)
    images = fields.List(fields.Nested(RealNameImage), required=True)
    available_actions = fields.List(fields.String(), required=True)


class RealNameManual(BodySchema):
    """Submit photos of the certificate for review."""

    portrait_side = text("证件人像面附件编号", "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d51", 64)
    reverse_side = text("证件非人像面附件编号", "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d52", 64)
    holding = text("手持证件人像面附件编号", "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d53", 64)
    authority_id = text("省级或市级会计管理部门编号", "au-110000", 64)
