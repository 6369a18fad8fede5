"""What a person sends. Every value of a draft may be missing; what is there must be right."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, pre_load, validate

from contracts.record_fields import EDUCATION, EMPLOYMENT, ROW_ATTACHMENTS
from contracts.schemas.base import BodySchema
from contracts.schemas.fields import (
    CertificateNo,
    DictCode,
    Email,
    EmployerPhone,
    IdRef,
    Month,
    RegionCode,
    Text,
    Uscc,
)

MAX_EXPERIENCES = 20


def _filled_in(description: str, example: Any = None) -> dict[str, Any]:
    """Return the options of a draft's field: it may be missing or null."""
    metadata = {"description": description} | ({} if example is None else {"example": example})
    return {"load_default": None, "allow_none": True, "metadata": metadata}


class DraftBody(BodySchema):
    """Base of the sections of a draft: an emptied input box is a missing value."""

    @pre_load
    def _blank_is_missing(self, data: Any, **_: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {name: None if value == "" else value for name, value in data.items()}


class ScopeBody(BodySchema):
    """The scope of collection."""

    scope = DictCode(
        "collection_scope",
        required=True,
        metadata={"description": "采集范围代码", "example": "accountant"},
    )


class BasicBody(DraftBody):
    """The basic section; it replaces the one saved before."""

    photo_id = IdRef(**_filled_in("标准证件照片的附件编号（photo）"))
    id_portrait_id = IdRef(**_filled_in("证件人像面的附件编号（id_portrait）"))
    id_reverse_id = IdRef(**_filled_in("证件非人像面的附件编号（id_reverse）"))
    residence_permit_id = IdRef(**_filled_in("居住证的附件编号（residence_permit），按须知上传"))
    ethnicity = DictCode("ethnicity", **_filled_in("民族代码", "01"))
    political_status = DictCode("political_status", **_filled_in("政治面貌代码", "13"))
    email = Email(**_filled_in("电子邮箱，选填", "kuaiji@example.org"))
    postal_address = Text(min=5, max=200, **_filled_in("通讯地址", "北京市海淀区中关村大街1号"))
    household_region = RegionCode(**_filled_in("户籍所在地区划代码", "110108"))
    residence_region = RegionCode(**_filled_in("居住地区划代码", "110108"))


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

    mode = DictCode("education_mode", **_filled_in("培养方式代码", "full_time"))
    school_name = Text(max=100, **_filled_in("学校名称", "中央财经大学"))
    level = DictCode("education_level", **_filled_in("学历代码", "21"))
    degree = DictCode("degree", **_filled_in("学位代码；没有学位填 none", "4"))
    major = Text(max=100, **_filled_in("所学专业；普通高中不填", "会计学"))
    start_month = Month(**_filled_in("入学时间", "2008-09"))
    end_month = Month(**_filled_in("毕业时间，晚于入学时间且不晚于本月", "2012-06"))
    level_certificate_no = CertificateNo(
        **_filled_in("学历证书编号；大学专科及以上必填", "100341201205001234")
    )
    degree_certificate_no = CertificateNo(
        **_filled_in("学位证书编号；有学位时必填", "1003442012001234")
    )
    attachments = fields.List(
        fields.Nested(EducationAttachment),
        load_default=list,
        validate=validate.Length(max=len(ROW_ATTACHMENTS[EDUCATION])),
        metadata={"description": "附件，每种最多一个"},
    )


class AccountingExperience(DraftBody):
    """A time of accounting work for this employer."""

    start_month = Month(**_filled_in("会计工作开始时间", "2015-07"))
    end_month = Month(**_filled_in("会计工作结束时间；null 为至今", "2018-06"))
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

    start_month = Month(**_filled_in("工作开始时间", "2015-07"))
    end_month = Month(**_filled_in("工作结束时间；null 为至今", "2020-06"))
    employer_name = Text(max=100, **_filled_in("单位名称", "北京市海淀区晨光科技有限公司"))
    uscc = Uscc(**_filled_in("统一社会信用代码；2015年10月前已结束的可不填", "91110000600037341L"))
    employer_type = DictCode(
        "employer_type", **_filled_in("单位类型代码；不填时按统一社会信用代码预填", "enterprise")
    )
    industry = DictCode("industry", **_filled_in("所属行业门类代码", "I"))
    employer_address = Text(min=5, max=200, **_filled_in("工作单位地址", "北京市海淀区学院路30号"))
    employer_phone = EmployerPhone(**_filled_in("工作单位电话", "010-62345678"))
    has_accounting_experience = fields.Boolean(
        truthy={True}, falsy={False}, **_filled_in("是否有会计工作经历", example=True)
    )
    accounting_experiences = fields.List(
        fields.Nested(AccountingExperience),
        load_default=list,
        validate=validate.Length(max=MAX_EXPERIENCES),
        metadata={"description": "本单位会计工作经历，在本段工作起止时间之内"},
    )
    professional_title = DictCode(
        "professional_title", **_filled_in("会计专业职务代码，选填", "accountant")
    )
    appointment_month = Month(**_filled_in("会计专业职务聘任时间，不早于工作开始时间", "2019-12"))
    attachments = fields.List(
        fields.Nested(EmploymentAttachment),
        load_default=list,
        validate=validate.Length(max=len(ROW_ATTACHMENTS[EMPLOYMENT])),
        metadata={"description": "附件，每种最多一个"},
    )


class AuthorityBody(BodySchema):
    """The authority that is to review."""

    authority_id = IdRef(
        required=True, metadata={"description": "会计管理部门编号", "example": "au-110108"}
    )


class SubmitBody(BodySchema):
    """Submit for review, with the promise that everything is true."""

    commitment = fields.Boolean(
        required=True,
        truthy={True},
        falsy={False},
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
