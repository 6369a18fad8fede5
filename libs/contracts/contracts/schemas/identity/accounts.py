"""Registration, consents, the forgotten password, one's own account."""

from typing import Any

from marshmallow import Schema, fields

from contracts import real_name
from contracts.certificate_types import ID_TYPES
from contracts.schemas.base import BodySchema
from contracts.schemas.identity.consents import Consent
from contracts.schemas.identity.fields import (
    CORRECTION_REASONS,
    GENDERS,
    about,
    choice,
    missing_details,
    optional_captcha,
    phone_number,
    secret,
    text,
)

OPTIONAL: dict[str, Any] = {"required": False, "load_default": None, "allow_none": True}


class RegisteredIdentity(BodySchema):
    """Who a person is; gender and birth date are needed unless the number contains them."""

    id_type = choice("证件类型", ID_TYPES)
    id_number = text("证件号码", "11010519491231002X", 30)
    name = text("真实姓名，与证件一致", "古丽娜尔·买买提", 100)
    nationality = text(
        "国籍（地区）三位代码，例如 FRA；仅护照填写",
        None,
        3,
        required=False,
        load_default=None,
        allow_none=True,
    )
    gender = choice(
        "性别，居民身份证以外的证件必填；填写时须与身份证号码一致",
        GENDERS,
        "female",
        required=False,
        load_default=None,
        allow_none=True,
    )
    birth_date = text(
        "出生日期，居民身份证以外的证件必填；填写时须与身份证号码一致",
        "1949-12-31",
        30,
        required=False,
        load_default=None,
        allow_none=True,
    )


class Registration(RegisteredIdentity):
    """Register as a person."""

    password = secret("密码", "Accounting2026")
    password_confirmation = secret("确认密码", "Accounting2026")
    phone = phone_number()
    sms_code = text("6 位短信验证码", "493027", 10)
    consents = fields.List(
        fields.Nested(Consent),
        required=True,
        metadata=about(
            "分别同意的协议：用户服务协议和个人信息处理规则；以前的客户端另送的 sensitive_info 照收，不再需要",
            [
                {"kind": "account_terms", "version": "2026-11"},
                {"kind": "privacy", "version": "2026-11-28"},
            ],
        ),
    )
    captcha_id = optional_captcha("验证码编号；短信验证码输错两次后必填", 64)
    captcha_text = optional_captcha("验证码的答案；短信验证码输错两次后必填", 1000)


class AccountCreated(Schema):
    """The new account."""

    person_id = fields.String(required=True)
    masked_name = fields.String(required=True, metadata=about("脱敏姓名", "古***·***"))


class PasswordReset(BodySchema):
    """Set a new password by proving the details given at registration."""

    id_number = text("证件号码", "11010519491231002X", 30)
    name = text("真实姓名", "李明", 100)
    phone = phone_number()
    sms_code = text("6 位短信验证码", "493027", 10)
    new_password = secret("新密码", "Accounting2027")
    new_password_confirmation = secret("确认新密码", "Accounting2027")
    captcha_id = optional_captcha("验证码编号；短信验证码输错两次后必填", 64)
    captcha_text = optional_captcha("验证码的答案；短信验证码输错两次后必填", 1000)


class IdentityCorrection(RegisteredIdentity):
    """Mend what was registered; what is left out, or a masked value of today, is unchanged."""

    id_type = choice("证件类型；不填为不变", ID_TYPES, **OPTIONAL)
    id_number = text("证件号码；不填或原样送回的脱敏值为不变", "11010519491231002X", 30, **OPTIONAL)
    name = text(
        "真实姓名，与证件一致；不填或原样送回的脱敏值为不变", "古丽娜尔·买买提", 100, **OPTIONAL
    )


class CorrectedField(Schema):
    """One field that was mended, masked."""

    field = fields.String(required=True, metadata=about("项目", "name"))
    title = fields.String(required=True, metadata=about("项目名称", "姓名"))
    before = fields.String(required=True, allow_none=True, metadata=about("更正前", "李*"))
    after = fields.String(required=True, allow_none=True, metadata=about("更正后", "王*"))


class PastCorrection(Schema):
    """One correction."""

    corrected_at = fields.String(
        required=True, metadata=about("更正时间", "2026-11-28T08:00:00+00:00")
    )
    reason = choice("更正原因：本人更正、审核退回、号码被收回后重新填写", CORRECTION_REASONS)
    fields_ = fields.List(
        fields.Nested(CorrectedField), required=True, data_key="fields", attribute="fields"
    )


class OwnIdentity(Schema):
    """What is registered of the person, masked, and how it was mended."""

    id_type = choice("证件类型", ID_TYPES)
    masked_id_number = fields.String(
        required=True, metadata=about("脱敏证件号码", "110***********002X")
    )
    masked_name = fields.String(required=True, metadata=about("脱敏姓名", "李*"))
    nationality = fields.String(required=True, allow_none=True, metadata=about("国籍（地区）"))
    gender = choice("性别", GENDERS)
    birth_date = fields.String(required=True, metadata=about("出生日期", "1990-05-20"))
    real_name_status = choice("实名认证状态", real_name.STATUSES)
    corrections_left = fields.Integer(required=True, metadata=about("还可自行更正的次数", 3))
    to_correct = fields.List(
        fields.String(), required=True, metadata=about("审核人员退回、须更正的项目", ["name"])
    )
    missing_details = missing_details()
    corrections = fields.List(fields.Nested(PastCorrection), required=True)
    available_actions = fields.List(
        fields.String(), required=True, metadata=about("现在可以办理的事项", ["correct_identity"])
    )
    version = fields.Integer(required=True, metadata=about("版本号", 1))


class PhoneChange(BodySchema):
    """Use another mobile number: proved by a code to each, as far as there is an old one."""

    phone = phone_number()
    sms_code = text("发到新手机号的短信验证码", "493027", 10)
    old_sms_code = text(
        "发到现手机号的短信验证码；手机号已被收回的，不填",
        "493028",
        10,
        required=False,
        load_default=None,
        allow_none=True,
    )
    password = secret("登录密码", "Accounting2026")
    captcha_id = optional_captcha("验证码编号；短信验证码输错两次后必填", 64)
    captcha_text = optional_captcha("验证码的答案；短信验证码输错两次后必填", 1000)


class Me(Schema):
    """The person's own masked identity."""

    person_id = fields.String(required=True)
    masked_name = fields.String(required=True, metadata=about("脱敏姓名", "李**"))
    id_type = choice("证件类型", ID_TYPES)
    masked_id_number = fields.String(
        required=True, metadata=about("脱敏证件号码", "1****************X")
    )
    masked_phone = fields.String(required=True, metadata=about("脱敏手机号", "138****8000"))
    gender = choice("性别", GENDERS)
    birth_date = fields.String(required=True, metadata=about("出生日期", "1990-05-20"))
    real_name_status = choice("实名认证状态", real_name.STATUSES)
    created_at = fields.String(required=True)
    missing_details = missing_details()
    available_actions = fields.List(
        fields.String(),
        required=True,
        metadata=about("现在可以办理的事项", ["submit_real_name", "correct_identity"]),
    )
    version = fields.Integer(required=True, metadata=about("版本号", 1))
