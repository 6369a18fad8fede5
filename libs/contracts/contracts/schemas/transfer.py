"""Answers of transfer."""

from marshmallow import Schema, fields


class Blocker(Schema):
    """One thing that forbids a transfer."""

    code = fields.String(
        required=True,
        metadata={"description": "代码", "example": "transfer.collection_not_approved"},
    )
    message = fields.String(
        required=True,
        metadata={"description": "原因和办法", "example": "您已有审核中的调转申请，请等待审核完成"},
    )
    link = fields.String(
        required=True, metadata={"description": "可办理的页面", "example": "/collection"}
    )


class Eligibility(Schema):
    """Whether a transfer may be asked for, with everything that stands in the way."""

    eligible = fields.Boolean(required=True, metadata={"description": "能否申请", "example": False})
    blockers = fields.List(fields.Nested(Blocker), required=True)
