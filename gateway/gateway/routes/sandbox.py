"""What stands in for phones and eyes in development and tests; not mounted in production."""

from contracts.schemas import identity, notify

from gateway.routing.endpoint import Access, Endpoint, Query, ServiceCall

_TAG = "沙箱"

ENDPOINTS = [
    Endpoint(
        "GET",
        "/sandbox/sms",
        "list_sandbox_sms",
        "发往某个手机号的短信，最新的在前",
        _TAG,
        Access.PUBLIC,
        ServiceCall("notify.list_sandbox_sms"),
        query=(Query("phone", "手机号", required=True, example="13800138000"),),
        answer=notify.SandboxSmsList,
    ),
    Endpoint(
        "GET",
        "/sandbox/captchas/{captcha_id}",
        "get_sandbox_captcha",
        "验证码的内容",
        _TAG,
        Access.PUBLIC,
        ServiceCall("identity.get_sandbox_captcha"),
        answer=identity.SandboxCaptcha,
        may=frozenset({404}),
    ),
    Endpoint(
        "POST",
        "/sandbox/alipay/{certify_id}",
        "scan_in_sandbox",
        "代替手机上的支付宝：扫码并通过、不通过或取消",
        _TAG,
        Access.PUBLIC,
        ServiceCall("identity.scan_in_sandbox", ("body",)),
        204,
        body=identity.AlipayScan,
        may=frozenset({404, 503}),
    ),
    Endpoint(
        "GET",
        "/sandbox/personas",
        "list_sandbox_personas",
        "演示账号",
        _TAG,
        Access.PUBLIC,
        ServiceCall("identity.list_sandbox_personas"),
        answer=identity.PersonaList,
    ),
]
