"""Captchas and SMS codes."""

from marshmallow import Schema, fields

from contracts.schemas.base import BodySchema
from contracts.schemas.identity.fields import (
    CAPTCHA_KINDS,
    SMS_FAILURES,
    SMS_PURPOSES,
    SMS_STATES,
    about,
    choice,
    phone_number,
    text,
)


class CaptchaProof(BodySchema):
    """The solved captcha that goes with a request."""

    captcha_id = text("图形验证码编号", "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d5e", 64)
    captcha_text = text(
        "图片上的字符，不区分大小写；工作量证明则为找到的数，或 ALTCHA 组件给出的 Base64 文本",
        "K7MP4",
        1000,
    )


class CaptchaRequest(BodySchema):
    """Ask for a captcha."""

    kind = choice(
        "验证码形式：图片，或不必看图的工作量证明（无障碍）",
        CAPTCHA_KINDS,
        required=False,
        load_default="image",
    )


class Captcha(Schema):
    """A captcha to solve: an `image`, or a challenge that a machine works on for a moment."""

    captcha_id = fields.String(required=True)
    kind = choice("验证码形式", CAPTCHA_KINDS)
    image = fields.String(metadata=about("PNG 图片（data URL）", "data:image/png;base64,iVBOR…"))
    algorithm = fields.String(metadata=about("工作量证明的摘要算法", "SHA-256"))
    challenge = fields.String(
        metadata=about(
            "要找出的摘要：SHA-256(salt + 数) 的十六进制", "5f70bf18a086007016e948b04aed3b82"
        )
    )
    salt = fields.String(metadata=about("盐，含到期时间", "a3b1c2d4?expires=1790000000&"))
    signature = fields.String(
        metadata=about("服务端对 challenge 的签名", "9d5ed678fe57bcca610140957afab571")
    )
    maxnumber = fields.Integer(metadata=about("数不大于此值", 100000))
    expires_in = fields.Integer(required=True, metadata=about("有效秒数", 180))


class SmsCodeRequest(CaptchaProof):
    """Ask for an SMS code."""

    purpose = choice(
        "用途：注册、找回密码、更换手机号（发到现手机号或新手机号）、手机号丢失申请", SMS_PURPOSES
    )
    phone = phone_number()
    id_number = text(
        "已填写的证件号码；填写后按证件号码限制发送次数",
        "11010519491231002X",
        30,
        required=False,
        load_default=None,
        allow_none=True,
    )


class SmsCodeAccepted(Schema):
    """An SMS code is on its way."""

    # The id of the SMS code; `sms_code_id` everywhere but in the API.
    delivery_id = fields.String(
        required=True, metadata=about("凭此查询短信是否送达；只有获取验证码的人知道")
    )
    expires_in = fields.Integer(required=True, metadata=about("验证码有效秒数", 180))
    resend_in = fields.Integer(
        required=True, metadata=about("多少秒后可再次获取；今日次数用完时到明日为止", 180)
    )


class SmsCodeState(SmsCodeAccepted):
    """The state of an SMS code."""

    status = choice("短信状态", SMS_STATES)
    reason = choice("未送达的原因，没有则为空", SMS_FAILURES, allow_none=True)
    message = fields.String(required=True, metadata=about("状态说明", "短信已送达手机"))
    attempts_left = fields.Integer(required=True, metadata=about("还可尝试的次数", 5))
