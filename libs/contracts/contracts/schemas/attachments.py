"""What is said about an uploaded file."""

from marshmallow import Schema, fields, validate

from contracts.attachments import ATTACHMENT_RULES


class StagedAttachment(Schema):
    """A file that waits to be named by a form; it goes after 24 hours."""

    attachment_id = fields.String(
        required=True, metadata={"example": "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d5e"}
    )
    kind = fields.String(required=True, validate=validate.OneOf(tuple(ATTACHMENT_RULES)))
    file_name = fields.String(required=True, metadata={"example": "证件照.jpg"})
    media_type = fields.String(
        required=True, metadata={"description": "按内容判断的类型", "example": "image/jpeg"}
    )
    size = fields.Integer(
        required=True, metadata={"description": "保存后的字节数", "example": 48213}
    )
    sha256 = fields.String(required=True, metadata={"description": "保存后内容的摘要"})
    width = fields.Integer(required=True, allow_none=True, metadata={"example": 413})
    height = fields.Integer(required=True, allow_none=True, metadata={"example": 579})
    uploaded_at = fields.String(required=True, metadata={"example": "2026-11-23T10:00:00+00:00"})
