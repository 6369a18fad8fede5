"""Real-name verification by Alipay."""

from marshmallow import Schema, fields

from contracts.real_name import CERTIFICATION_STATES
from contracts.schemas.base import BodySchema
from contracts.schemas.identity.fields import about, choice

CERTIFY_ID = "2109b5e671aa3ff2eb4851816c65828f"
SCAN_ACTIONS = ("scan", "pass", "other_person", "fail", "cancel", "expire")


class AlipayCertification(Schema):
    """How far one certification by Alipay is."""

    certify_id = fields.String(required=True, metadata=about("支付宝认证编号", CERTIFY_ID))
    status = choice(
        "waiting 等待扫码，scanned 已操作、正在确认，passed 通过，failed 未通过，expired 已失效",
        CERTIFICATION_STATES,
    )
    message = fields.String(
        required=True,
        metadata=about("给本人看的说明", "请使用本人的支付宝扫描二维码，并按提示完成认证"),
    )
    reason = fields.String(
        required=True,
        allow_none=True,
        metadata=about("未通过的原因代码，供页面选用不同的提示", None),
    )
    expires_at = fields.String(
        required=True, metadata=about("二维码失效时间", "2026-11-28T04:15:00Z")
    )
    expires_in = fields.Integer(required=True, metadata=about("距失效的秒数", 900))


class AlipayStart(AlipayCertification):
    """A certification with what the person scans or opens."""

    qr_content = fields.String(
        required=True,
        metadata=about(
            "二维码的内容：支付宝认证页面地址", "https://openapi.alipay.com/gateway.do?sign=…"
        ),
    )
    qr_svg = fields.String(
        required=True,
        metadata=about("二维码图片（data URL）", "data:image/svg+xml;charset=utf-8,…"),
    )
    open_url = fields.String(
        required=True,
        metadata=about("在手机上直接打开支付宝的地址", "alipays://platformapi/startapp?…"),
    )


class AlipayOffer(Schema):
    """Whether the person can be certified by Alipay, and if not, why."""

    available = fields.Boolean(required=True, metadata=about("能否使用支付宝认证", example=True))
    code = fields.String(required=True, allow_none=True, metadata=about("不能使用的原因代码"))
    message = fields.String(required=True, allow_none=True, metadata=about("不能使用的原因"))
    certification = fields.Nested(
        AlipayCertification,
        required=True,
        allow_none=True,
        metadata=about("最近一次支付宝认证"),
    )


class AlipayScan(BodySchema):
    """What the simulated phone does, in a sandbox only."""

    passed = fields.Boolean(
        load_default=None, allow_none=True, metadata=about("通过或不通过", example=True)
    )
    action = choice(
        "手机上的操作；不填则按 passed", SCAN_ACTIONS, required=False, load_default=None
    )
