"""What a reviewer reads of a collection: the `data` of its case."""

from marshmallow import Schema, fields, validate

from contracts.schemas.collection.answers import WarningEntry
from contracts.schemas.collection.basic import BasicAnswer
from contracts.schemas.collection.education import EducationAnswer
from contracts.schemas.collection.employment import EmploymentAnswer
from contracts.schemas.collection.parts import AttachmentAnswer
from contracts.schemas.reviews import AuthorityRef


class ReviewedPerson(Schema):
    """The person in full, to be compared with the documents."""

    person_id = fields.String(required=True)
    name = fields.String(required=True, metadata={"example": "张三丰"})
    id_type = fields.String(required=True, metadata={"example": "resident_id"})
    id_number = fields.String(required=True, metadata={"example": "11010519491231002X"})
    gender = fields.String(required=True, metadata={"example": "female"})
    birth_date = fields.String(required=True, metadata={"example": "1949-12-31"})
    phone = fields.String(required=True, metadata={"example": "13800001234"})
    nationality = fields.String(required=True, allow_none=True)


class FieldChange(Schema):
    """One difference from the round before."""

    section = fields.String(required=True, metadata={"example": "basic"})
    row_id = fields.String(required=True, allow_none=True)
    field = fields.String(required=True, metadata={"example": "postal_address"})
    label = fields.String(required=True, metadata={"example": "通讯地址"})
    change = fields.String(required=True, validate=validate.OneOf(("added", "removed", "modified")))
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)


class CollectionReviewData(Schema):
    """The submission of the present round, as the person sent it."""

    scope = fields.String(required=True)
    person = fields.Nested(ReviewedPerson, required=True)
    basic = fields.Nested(BasicAnswer, required=True)
    educations = fields.List(fields.Nested(EducationAnswer), required=True)
    employments = fields.List(fields.Nested(EmploymentAnswer), required=True)
    authority = fields.Nested(AuthorityRef, required=True)
    attachments = fields.List(fields.Nested(AttachmentAnswer), required=True)
    commitment_at = fields.String(required=True)
    warnings = fields.List(fields.Nested(WarningEntry), required=True)
    previous_round = fields.Integer(
        required=True, allow_none=True, metadata={"description": "用于比较的上一次提交"}
    )
    previous_attachments = fields.List(
        fields.Nested(AttachmentAnswer),
        required=True,
        metadata={"description": "上一次提交的附件，供新旧对照"},
    )
    diff = fields.List(fields.Nested(FieldChange), required=True)
