"""What a person sends besides the sections that hold objects."""

from marshmallow import ValidationError, fields, validate

from contracts.schemas.base import BodySchema
from contracts.schemas.fields import DictCode, IdRef


class ScopeBody(BodySchema):
    """The scope of collection."""

    scope = DictCode(
        "collection_scope",
        required=True,
        metadata={"description": "采集范围代码", "example": "accountant"},
    )


class AuthorityBody(BodySchema):
    """The authority that is to review."""

    authority_id = IdRef(
        required=True, metadata={"description": "会计管理部门编号", "example": "au-110108"}
    )


def _ensure_promised(commitment: bool) -> None:  # noqa: FBT001 - a validator has one argument
    if not commitment:
        raise ValidationError("collection.commitment_required")


class SubmitBody(BodySchema):
    """Submit for review, with the promise that everything is true."""

    commitment = fields.Boolean(
        required=True,
        truthy={True},
        falsy={False},
        validate=_ensure_promised,
        metadata={"description": "承诺所提供信息真实有效，须为 true", "example": True},
    )


class RevealBody(BodySchema):
    """Ask for full values of the approved record; the platform keeps a note of it."""

    fields_ = fields.List(
        fields.String(validate=validate.Length(max=120)),
        data_key="fields",
        required=True,
        validate=validate.Length(min=1, max=50),
        metadata={
            "description": "字段路径，取自档案答复中的 revealable",
            "example": ["person.id_number", "basic.postal_address"],
        },
    )
