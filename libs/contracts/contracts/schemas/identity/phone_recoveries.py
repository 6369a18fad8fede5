"""A lost phone: upload tokens, the application, its state, objections."""

from marshmallow import Schema, fields

from contracts import phone_recovery
from contracts.certificate_types import ID_TYPES
from contracts.schemas.base import BodySchema
from contracts.schemas.identity.accounts import OPTIONAL
from contracts.schemas.identity.fields import about, choice, optional_captcha, phone_number, text
from contracts.schemas.reviews import ReasonInWords

_ID = "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d5"


class UploadTokenRequest(BodySchema):
    """Prove the new number, to upload photos for it without an account."""

    phone = phone_number()
    sms_code = text("发到新手机号的短信验证码（用途 phone_recovery）", "493027", 10)
    captcha_id = optional_captcha("验证码编号；短信验证码输错两次后必填", 64)
    captcha_text = optional_captcha("验证码的答案；短信验证码输错两次后必填", 1000)


class UploadToken(Schema):
    """What uploads photos and makes one application, for an hour."""

    upload_token = fields.String(required=True, metadata=about("上传和提交时使用，只给出一次"))
    masked_phone = fields.String(required=True, metadata=about("新手机号（脱敏）", "139****0002"))
    expires_in = fields.Integer(required=True, metadata=about("有效秒数", 3600))
    uploads_left = fields.Integer(
        required=True, metadata=about("最多可上传的次数", phone_recovery.MOST_UPLOADS)
    )


class PhoneRecoveryApplication(BodySchema):
    """Apply for another number with photos of the certificate, without logging in."""

    upload_token = text("上传凭证，新手机号已由它证明", f"{_ID}0.3f1c", 200)
    id_type = choice("证件类型", ID_TYPES)
    id_number = text("证件号码", "11010519491231002X", 30)
    name = text("真实姓名，与证件一致", "古丽娜尔·买买提", 100)
    nationality = text("国籍（地区）三位代码；仅护照填写", None, 3, **OPTIONAL)
    portrait_side = text("证件人像面附件编号", f"{_ID}1", 64)
    reverse_side = text("证件非人像面附件编号；护照只有一页，不填", f"{_ID}2", 64, **OPTIONAL)
    holding = text("手持证件人像面附件编号", f"{_ID}3", 64)
    authority_id = text("所在地的省级或市级会计管理部门编号", "au-110000", 64)


class PhoneRecovery(Schema):
    """How far an application is; the same whether or not there is such an account."""

    recovery_id = fields.String(required=True)
    status = choice("状态", phone_recovery.STATES)
    message = fields.String(required=True, metadata=about("状态说明", "已提交，由会计管理部门审核"))
    masked_phone = fields.String(required=True, metadata=about("新手机号（脱敏）", "139****0002"))
    submitted_at = fields.String(required=True)
    expected_at = fields.String(
        required=True, allow_none=True, metadata=about("预计办结日期", "2026-11-30")
    )
    decided_at = fields.String(required=True, allow_none=True)
    reasons = fields.List(fields.Nested(ReasonInWords), required=True)
    note = fields.String(required=True, allow_none=True, metadata=about("审核人员的补充说明"))
    effective_at = fields.String(
        required=True,
        allow_none=True,
        metadata=about("新手机号生效时间；等待期内原手机号可提出异议", "2026-12-01T08:00:00+00:00"),
    )


class PhoneRecoveryCreated(PhoneRecovery):
    """The application, with what reads its state."""

    recovery_token = fields.String(
        required=True, metadata=about("查询进度的凭证，只给出一次，请妥善保存")
    )


class PhoneRecoveryObjection(BodySchema):
    """Object to a change of one's number, by the token of the SMS to it."""

    token = text("短信中的异议凭证", "3f1c0d5e9a7b24c6e8f0", 100)


class PhoneRecoveryObjected(Schema):
    """The change has been stopped."""

    status = choice("状态", phone_recovery.STATES, "objected")
    message = fields.String(required=True, metadata=about("说明", "更换已停止，原手机号继续有效"))


class PendingPhoneChange(Schema):
    """A change of one's number that somebody applied for with photos, as its account sees it."""

    phone_change_id = fields.String(required=True)
    status = choice("状态", phone_recovery.PHASES)
    masked_phone = fields.String(required=True, metadata=about("新手机号（脱敏）", "139****0002"))
    approved_at = fields.String(required=True)
    effective_at = fields.String(required=True)
    available_actions = fields.List(
        fields.String(), required=True, metadata=about("现在可以办理的事项", ["object"])
    )


class PendingPhoneChangeList(Schema):
    """Changes that were approved, the latest first."""

    items = fields.List(fields.Nested(PendingPhoneChange), required=True)
