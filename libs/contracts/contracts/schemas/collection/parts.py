"""What the sections of a record share: values that may be missing, files, texts."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, pre_load

from contracts.schemas.base import BodySchema


def filled_in(description: str, example: Any = None) -> dict[str, Any]:
    """Return the options of a draft's field: it may be missing or null."""
    metadata = {"description": description} | ({} if example is None else {"example": example})
    return {"load_default": None, "allow_none": True, "metadata": metadata}


def text(description: str, example: Any = None, **options: Any) -> fields.String:
    """Return a text of an answer."""
    metadata = {"description": description} | ({} if example is None else {"example": example})
    return fields.String(**{"required": True, "metadata": metadata, **options})


def maybe(description: str, example: Any = None) -> fields.String:
    """Return a text of an answer that may be null."""
    return text(description, example, allow_none=True)


class DraftBody(BodySchema):
    """Base of the sections of a draft: an emptied input box is a missing value."""

    @pre_load
    def _blank_is_missing(self, data: Any, **_: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {name: None if value == "" else value for name, value in data.items()}


class AttachmentAnswer(Schema):
    """One attachment, to be opened under /attachments/{attachment_id}."""

    attachment_id = text("附件编号")
    kind = text("附件种类", "photo")
    file_name = text("文件名", "photo.jpg")
    media_type = text("文件类型", "image/jpeg")
    size = fields.Integer(required=True, metadata={"description": "字节数", "example": 51200})
    width = fields.Integer(required=True, allow_none=True, metadata={"example": 413})
    height = fields.Integer(required=True, allow_none=True, metadata={"example": 579})
