"""The message box, SMS deliveries, and the sandbox's inbox, as they are answered."""

from typing import Any

from marshmallow import Schema, fields, validate

DELIVERY_STATUSES = ("queued", "sending", "sent", "delivered", "failed")
SANDBOX_STATUSES = ("queued", "sent", "delivered", "failed")
MESSAGE_KINDS = (
    "account_registered",
    "password_changed",
    "identity_verified",
    "identity_claim_lost",
    "phone_lost",
    "phone_changed",
    "data_export_ready",
    "data_export_failed",
    "phone_recovery_approved",
    "phone_recovery_objected",
    "case_submitted",
    "case_approved",
    "case_returned",
    "case_forwarded",
    "case_withdrawn",
    "change_in_effect",
    "credit_approved",
    "entry_recorded",
    "entry_approved",
    "entry_returned",
    "transfer_submitted",
    "transfer_released",
    "transfer_approved",
    "transfer_returned",
    "transfer_withdrawn",
)


def _about(description: str, example: Any = None) -> dict[str, Any]:
    return {"description": description} | ({} if example is None else {"example": example})


def _moment(description: str, *, empty: bool = False) -> fields.String:
    about = _about(description, "2026-11-23T08:00:00+00:00")
    return fields.String(required=True, allow_none=empty, metadata=about)


class Message(Schema):
    """One message in the box (站内信)."""

    message_id = fields.String(required=True)
    kind = fields.String(required=True, metadata=_about("消息类型", "case_returned"))
    title = fields.String(required=True, metadata=_about("标题", "信息采集被退回"))
    body = fields.String(required=True, metadata=_about("正文，可能有多行"))
    link = fields.String(
        required=True, allow_none=True, metadata=_about("办理页面的路径", "/collection")
    )
    created_at = _moment("时间")
    read_at = _moment("阅读时间，未读为空", empty=True)


class MessageList(Schema):
    """One page of messages, the newest first."""

    items = fields.List(fields.Nested(Message), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class ReadAllResult(Schema):
    """How many messages have just been marked as read."""

    read = fields.Integer(required=True, metadata=_about("本次标为已读的条数", 3))


class UnreadCount(Schema):
    """How many messages have not been read."""

    unread = fields.Integer(required=True, metadata=_about("未读条数", 2))


class Delivery(Schema):
    """One SMS on its way."""

    delivery_id = fields.String(required=True)
    template = fields.String(required=True, metadata=_about("短信模板", "case_returned"))
    masked_phone = fields.String(
        required=True,
        allow_none=True,
        metadata=_about("手机号（脱敏），首次发送后才有", "138****1234"),
    )
    status = fields.String(required=True, validate=validate.OneOf(DELIVERY_STATUSES))
    attempts = fields.Integer(required=True, metadata=_about("已尝试次数", 1))
    provider = fields.String(
        required=True, allow_none=True, metadata=_about("最近使用的短信通道", "sandbox")
    )
    last_error = fields.String(
        required=True, allow_none=True, metadata=_about("最近一次失败的原因代码")
    )
    in_doubt = fields.Boolean(
        required=True,
        metadata=_about("通道没有明确答复，短信可能已经发出；期间不改用其他通道", example=False),
    )
    next_attempt_at = _moment("下次尝试时间", empty=True)
    created_at = _moment("产生时间")
    sent_at = _moment("通道受理时间", empty=True)
    delivered_at = _moment("送达时间", empty=True)
    failed_at = _moment("最终失败时间", empty=True)


class DeliveryList(Schema):
    """One page of deliveries, the newest first."""

    items = fields.List(fields.Nested(Delivery), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class SmsReportTaken(Schema):
    """What a provider wants to hear after a report: `code`, `msg` or `result`, `errmsg`."""

    code = fields.Integer(metadata=_about("阿里云要求的答复", 0))
    msg = fields.String(metadata=_about("阿里云要求的答复", "接收成功"))
    result = fields.Integer(metadata=_about("腾讯云要求的答复", 0))
    errmsg = fields.String(metadata=_about("腾讯云要求的答复", "OK"))


class SandboxSms(Schema):
    """One SMS that the sandbox was handed."""

    phone = fields.String(required=True, metadata=_about("手机号", "13800138000"))
    text = fields.String(
        required=True,
        metadata=_about(
            "短信全文", "【会计人员服务平台】您的注册验证码为123456，3分钟内有效，请勿告知他人。"
        ),
    )
    template = fields.String(required=True, metadata=_about("短信模板", "code_register"))
    sent_at = _moment("时间")
    status = fields.String(required=True, validate=validate.OneOf(SANDBOX_STATUSES))


class SandboxSmsList(Schema):
    """The sandbox's inbox, the newest first."""

    items = fields.List(fields.Nested(SandboxSms), required=True)
