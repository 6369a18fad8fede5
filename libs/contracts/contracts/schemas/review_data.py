"""What a reviewer reads of a transfer and of a real-name verification: the `data` of the case."""

from typing import Any

from marshmallow import Schema, fields, validate

from contracts import phone_recovery, real_name
from contracts.schemas.identity.accounts import PastCorrection
from contracts.schemas.transfer import POLICIES, SCOPES, Place, Proof

_AT = "2026-11-23T08:00:00+00:00"


def _said(description: str, example: Any = None, *, empty: bool = False) -> fields.String:
    metadata = {"description": description} | ({} if example is None else {"example": example})
    return fields.String(required=True, allow_none=empty, metadata=metadata)


class TransferPerson(Schema):
    """The person in full, to be compared with the documents."""

    name = _said("姓名", "张三丰")
    id_type = _said("证件类型", "resident_id")
    id_number = _said("证件号码", "11010519491231002X")
    gender = _said("性别", "female")
    birth_date = _said("出生日期", "1949-12-31")
    phone = _said("手机号码", "13800001234")


class TransferReviewData(Schema):
    """What the person asks for, with its proofs."""

    reason = _said("调转原因", "work")
    reason_name = _said("调转类型", "工作单位所在地变动")
    scope = fields.String(required=True, validate=validate.OneOf(SCOPES))
    scope_name = _said("调转范围名称", "跨省")
    from_authority = fields.Nested(Place, required=True, data_key="from")
    to_authority = fields.Nested(Place, required=True, data_key="to")
    proofs = fields.List(fields.Nested(Proof), required=True)
    policy = fields.String(required=True, validate=validate.OneOf(POLICIES))
    policy_name = _said("审核流程名称", "调入地审核")
    details = fields.Dict(
        required=True, metadata={"description": "按调转原因填写的内容，名称见 labels"}
    )
    remark = _said("说明", empty=True)
    submitted_at = _said("提交时间", _AT)
    effective_at = _said("生效时间", empty=True)
    labels = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={
            "description": "details 中各项的名称，按页面顺序",
            "example": {"employer_name": "新单位名称"},
        },
    )
    person = fields.Nested(TransferPerson, required=True)


class RealNamePerson(Schema):
    """What is registered, to be compared with the photos."""

    name = _said("姓名", "张三丰")
    id_type = _said("证件类型", "resident_id")
    id_number = _said("证件号码", "11010519491231002X")
    gender = _said("性别", "female")
    birth_date = _said("出生日期", "1949-12-31")
    nationality = _said("国籍（地区）", empty=True)
    registered_at = _said("注册时间", _AT)


class RealNamePhoto(Schema):
    """One photo, to be opened under /attachments/{attachment_id}."""

    slot = fields.String(required=True, validate=validate.OneOf(tuple(real_name.PHOTO_KINDS)))
    kind = _said("附件种类", "id_portrait")
    attachment_id = _said("附件编号")


class RealNameReviewData(Schema):
    """The registered identity beside the photos."""

    person = fields.Nested(RealNamePerson, required=True)
    corrections = fields.List(
        fields.Nested(PastCorrection),
        required=True,
        metadata={"description": "历次更正，已脱敏"},
    )
    photos = fields.List(fields.Nested(RealNamePhoto), required=True)


class PhoneRecoveryPerson(Schema):
    """What the applicant filled in, to be compared with the photos."""

    name = _said("姓名", "张三丰")
    id_type = _said("证件类型", "resident_id")
    id_number = _said("证件号码", "11010519491231002X")
    nationality = _said("国籍（地区）", empty=True)
    phone = _said("新手机号（脱敏）", "139****0002")


class PhoneRecoveryAccount(Schema):
    """The account that the details fit."""

    real_name_status = fields.String(required=True, validate=validate.OneOf(real_name.STATUSES))
    registered_at = _said("注册时间", _AT)
    verified_at = _said("实名认证时间", empty=True)
    masked_phone = _said("现手机号（脱敏）", "138****8000")


class PhoneRecoveryChange(Schema):
    """What has become of the change since the approval."""

    status = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(phone_recovery.PHASES)
    )
    effective_at = _said("生效时间", empty=True)


class PhoneRecoveryReviewData(Schema):
    """What the applicant filled in beside the photos, and the account that it fits."""

    person = fields.Nested(PhoneRecoveryPerson, required=True)
    account = fields.Nested(
        PhoneRecoveryAccount,
        required=True,
        allow_none=True,
        metadata={"description": "与填写的证件号码和姓名相符的账号；没有则为空，不能通过"},
    )
    photos = fields.List(fields.Nested(RealNamePhoto), required=True)
    change = fields.Nested(PhoneRecoveryChange, required=True)
