"""Texts of messages and SMS, as the platform's administrator reads and writes them."""

from typing import Any

from marshmallow import Schema, fields, validate

from contracts.schemas.base import BodySchema
from contracts.schemas.fields import Text

MAX_TITLE, MAX_BODY, MAX_SMS, MAX_VALUE = 60, 2000, 500, 200
MAX_CODES = 10
_TITLE = "{case_name}审核通过"
_BODY = "您的{case_name}已由{authority_name}审核通过。"


def _about(description: str, example: Any = None) -> dict[str, Any]:
    return {"description": description} | ({} if example is None else {"example": example})


def _answer(description: str, example: Any = None, *, empty: bool = False) -> fields.String:
    return fields.String(required=True, allow_none=empty, metadata=_about(description, example))


def _codes() -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=validate.Regexp(r"[A-Za-z0-9_]{1,40}\Z")),
        values=fields.String(validate=validate.Regexp(r"[A-Za-z0-9_-]{1,40}\Z")),
        required=True,
        validate=validate.Length(max=MAX_CODES),
        metadata=_about("在各短信通道登记的模板编号，按通道名称", {"aliyun": "SMS_123456789"}),
    )


class TemplateTexts(Schema):
    """The texts of one template."""

    title = _answer("站内信标题；不发站内信的为 null", _TITLE, empty=True)
    body = _answer("站内信正文；不发站内信的为 null", _BODY, empty=True)
    sms_text = _answer("短信内容，不含签名；不发短信的为 null", _BODY, empty=True)


class TemplateItem(TemplateTexts):
    """One template in the list."""

    template_id = _answer("模板代码", "case_approved")
    name = _answer("名称", _TITLE)
    sms_expires_after = fields.Integer(
        required=True, allow_none=True, metadata=_about("短信在多少秒后不再发送", 180)
    )
    provider_codes = _codes()
    edited = fields.Boolean(required=True, metadata=_about("与平台附带的内容不同", example=False))
    version = fields.Integer(required=True, metadata=_about("版本", 1))
    updated_at = _answer("最近保存时间，从未保存为 null", "2026-11-23T08:00:00+00:00", empty=True)


class TemplateList(Schema):
    """All templates."""

    items = fields.List(fields.Nested(TemplateItem), required=True)


class TemplateVariable(Schema):
    """What a template may use."""

    name = _answer("变量名，在文中写作 {变量名}", "case_name")
    description = _answer("含义", "业务名称")
    sample = _answer("预览用的内容", "信息采集")
    required = fields.Boolean(required=True, metadata=_about("不能删去", example=False))


class TemplateVersion(TemplateTexts):
    """A template as it was saved once."""

    version = fields.Integer(required=True, metadata=_about("版本", 1))
    provider_codes = _codes()
    saved_at = _answer("保存时间", "2026-11-23T08:00:00+00:00")
    saved_by = _answer("保存的人，随平台附带的为 null", empty=True)


class TemplateDetail(TemplateItem):
    """One template with what came with the platform, and its last versions."""

    shipped = fields.Nested(TemplateTexts, required=True)
    variables = fields.List(fields.Nested(TemplateVariable), required=True)
    versions = fields.List(fields.Nested(TemplateVersion), required=True)


class _Texts(BodySchema):
    title = Text(
        max=MAX_TITLE, required=True, allow_none=True, metadata=_about("站内信标题", _TITLE)
    )
    body = Text(
        max=MAX_BODY,
        line_breaks=True,
        required=True,
        allow_none=True,
        metadata=_about("站内信正文", _BODY),
    )
    sms_text = Text(
        max=MAX_SMS,
        required=True,
        allow_none=True,
        metadata=_about("短信内容，不含签名", _BODY),
    )


class TemplateBody(_Texts):
    """What an administrator saves."""

    provider_codes = _codes()


class TemplatePreviewBody(_Texts):
    """What an administrator tries."""

    samples = fields.Dict(
        keys=fields.String(validate=validate.Regexp(r"[a-z_]{1,40}\Z")),
        values=Text(max=MAX_VALUE, line_breaks=True),
        load_default=dict,
        validate=validate.Length(max=20),
        metadata=_about("变量的内容，未给出的用示例", {"case_name": "信息变更"}),
    )


class SmsPreview(Schema):
    """An SMS as one provider would send it."""

    provider = _answer("短信通道，没有配置通道的为 null", "aliyun", empty=True)
    text = _answer(
        "全文，含签名", "【会计人员服务平台】您的信息采集已由北京市海淀区财政局审核通过。"
    )
    encoding = fields.String(
        required=True,
        validate=validate.OneOf(("gsm7", "ucs2")),
        metadata=_about("gsm7 每条 160（长短信 153）字符，ucs2 每条 70（长短信 67）字", "ucs2"),
    )
    units = fields.Integer(required=True, metadata=_about("字数，含签名", 33))
    segments = fields.Integer(required=True, metadata=_about("计费条数", 1))
    room = fields.Integer(required=True, metadata=_about("每条的字数", 70))


class TemplatePreview(Schema):
    """Texts that are filled in."""

    title = _answer("站内信标题", "信息采集审核通过", empty=True)
    body = _answer("站内信正文", "您的信息采集已由北京市海淀区财政局审核通过。", empty=True)
    sms = fields.List(fields.Nested(SmsPreview), required=True)
