"""One employment: what a person sends and reads."""

from marshmallow import Schema, fields, validate

from contracts.record_fields import EMPLOYMENT, ROW_ATTACHMENTS
from contracts.schemas.base import BodySchema
from contracts.schemas.collection.parts import AttachmentAnswer, DraftBody, filled_in, maybe, text
from contracts.schemas.fields import Address, DictCode, EmployerPhone, IdRef, Month, Text, Uscc

MAX_EXPERIENCES = 20


class AccountingExperience(DraftBody):
    """A time of accounting work for this employer."""

    start_month = Month(**filled_in("会计工作开始时间", "2015-07"))
    end_month = Month(**filled_in("会计工作结束时间；null 为至今", "2018-06"))
    posts = fields.List(
        DictCode("accounting_posts"),
        load_default=list,
        validate=validate.Length(max=11),
        metadata={"description": "会计工作岗位代码，可多选", "example": ["cashier"]},
    )


class EmploymentAttachment(BodySchema):
    """One image of an employment."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(ROW_ATTACHMENTS[EMPLOYMENT]),
        metadata={"description": "附件种类", "example": "employment_proof"},
    )
    attachment_id = IdRef(required=True, metadata={"description": "附件编号"})


class EmploymentBody(DraftBody):
    """One employment."""

    start_month = Month(**filled_in("工作开始时间", "2015-07"))
    end_month = Month(**filled_in("工作结束时间；null 为至今", "2020-06"))
    employer_name = Text(max=100, **filled_in("单位名称", "北京市海淀区晨光科技有限公司"))
    uscc = Uscc(**filled_in("统一社会信用代码；2015年10月前已结束的可不填", "91110000600037341L"))
    employer_type = DictCode(
        "employer_type", **filled_in("单位类型代码；不填时按统一社会信用代码预填", "enterprise")
    )
    industry = DictCode("industry", **filled_in("所属行业门类代码", "I"))
    employer_address = Address(
        min=5, max=200, **filled_in("工作单位地址", "北京市海淀区学院路30号")
    )
    employer_phone = EmployerPhone(
        **filled_in(
            "工作单位电话，保存为“区号-号码-分机”、手机号码或 400、800 电话", "010-62345678"
        )
    )
    has_accounting_experience = fields.Boolean(
        truthy={True}, falsy={False}, **filled_in("是否有会计工作经历", example=True)
    )
    accounting_experiences = fields.List(
        fields.Nested(AccountingExperience),
        load_default=list,
        validate=validate.Length(max=MAX_EXPERIENCES),
        metadata={"description": "本单位会计工作经历，在本段工作起止时间之内"},
    )
    professional_title = DictCode(
        "professional_title", **filled_in("会计专业职务代码，选填", "accountant")
    )
    appointment_month = Month(**filled_in("会计专业职务聘任时间，不早于工作开始时间", "2019-12"))
    attachments = fields.List(
        fields.Nested(EmploymentAttachment),
        load_default=list,
        validate=validate.Length(max=len(ROW_ATTACHMENTS[EMPLOYMENT])),
        metadata={"description": "附件，每种最多一个"},
    )


class ExperienceAnswer(Schema):
    """A time of accounting work."""

    start_month = maybe("会计工作开始时间", "2015-07")
    end_month = maybe("会计工作结束时间；null 为至今", None)
    posts = fields.List(fields.String(), required=True, metadata={"example": ["cashier"]})


class EmploymentAnswer(Schema):
    """One employment."""

    employment_id = text("工作经历编号")
    start_month = maybe("工作开始时间", "2015-07")
    end_month = maybe("工作结束时间；null 为至今")
    employer_name = maybe("单位名称", "北京市海淀区晨光科技有限公司")
    uscc = maybe("统一社会信用代码", "91110000600037341L")
    employer_type = maybe("单位类型代码", "enterprise")
    industry = maybe("所属行业门类代码", "I")
    employer_address = maybe("工作单位地址", "北京市海淀区学院路30号")
    employer_phone = maybe("工作单位电话", "010-62345678")
    has_accounting_experience = fields.Boolean(required=True, allow_none=True)
    accounting_experiences = fields.List(fields.Nested(ExperienceAnswer), required=True)
    professional_title = maybe("会计专业职务代码", "accountant")
    appointment_month = maybe("会计专业职务聘任时间", "2019-12")
    attachments = fields.List(fields.Nested(AttachmentAnswer), required=True)
