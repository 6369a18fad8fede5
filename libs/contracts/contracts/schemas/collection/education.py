"""One education: what a person sends and reads."""

from marshmallow import Schema, fields, validate

from contracts.record_fields import EDUCATION, ROW_ATTACHMENTS
from contracts.schemas.base import BodySchema
from contracts.schemas.collection.parts import AttachmentAnswer, DraftBody, filled_in, maybe, text
from contracts.schemas.fields import CertificateNo, DictCode, IdRef, Month, Text


class EducationAttachment(BodySchema):
    """One image of an education."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(ROW_ATTACHMENTS[EDUCATION]),
        metadata={"description": "附件种类", "example": "level_certificate"},
    )
    attachment_id = IdRef(required=True, metadata={"description": "附件编号"})


class EducationBody(DraftBody):
    """One education (已取得证书的学历、学位)."""

    mode = DictCode("education_mode", **filled_in("培养方式代码", "full_time"))
    school_name = Text(max=100, **filled_in("学校名称", "中央财经大学"))
    level = DictCode("education_level", **filled_in("学历代码", "21"))
    degree = DictCode("degree", **filled_in("学位代码；没有学位填 none", "4"))
    major = Text(max=100, **filled_in("所学专业；普通高中不填", "会计学"))
    start_month = Month(**filled_in("入学时间", "2008-09"))
    end_month = Month(**filled_in("毕业时间，晚于入学时间且不晚于本月", "2012-06"))
    level_certificate_no = CertificateNo(
        **filled_in("学历证书编号；大学专科及以上必填", "100341201205001234")
    )
    degree_certificate_no = CertificateNo(
        **filled_in("学位证书编号；有学位时必填", "1003442012001234")
    )
    attachments = fields.List(
        fields.Nested(EducationAttachment),
        load_default=list,
        validate=validate.Length(max=len(ROW_ATTACHMENTS[EDUCATION])),
        metadata={"description": "附件，每种最多一个"},
    )


class EducationAnswer(Schema):
    """One education."""

    education_id = text("教育经历编号")
    mode = maybe("培养方式代码", "full_time")
    school_name = maybe("学校名称", "中央财经大学")
    level = maybe("学历代码", "21")
    degree = maybe("学位代码", "4")
    major = maybe("所学专业", "会计学")
    start_month = maybe("入学时间", "2008-09")
    end_month = maybe("毕业时间", "2012-06")
    level_certificate_no = maybe("学历证书编号", "100341201205001234")
    degree_certificate_no = maybe("学位证书编号", "1003442012001234")
    attachments = fields.List(fields.Nested(AttachmentAnswer), required=True)
