"""The phone's screen: what the page behind the QR code shows, in plain HTML."""

from html import escape

from simulators.alipay.certifications import Certified

_BUTTONS = (
    ("pass", "本人操作：通过认证"),
    ("other_person", "用别人的支付宝扫码：信息不一致"),
    ("fail", "人脸识别未通过"),
    ("cancel", "取消"),
)


def scan_page(found: Certified) -> str:
    """Return the page that asks what to do, or what has been done."""
    if found.is_done:
        return done_page(found)
    buttons = "".join(
        f'<p><button name="action" value="{action}">{label}</button></p>'
        for action, label in _BUTTONS
    )
    return _page(
        "身份认证",
        f"<p>全国会计人员统一服务管理平台申请核实您的身份：{escape(found.masked_name)}</p>"
        f'<form method="post" action="scans/{found.certify_id}">{buttons}</form>',
    )


def done_page(found: Certified) -> str:
    """Return the page after the certification, with the way back."""
    result = "认证已通过" if found.passed else "认证未通过"
    return _page(
        result,
        f'<p><a href="{escape(found.return_url)}">返回全国会计人员统一服务管理平台</a></p>',
    )


def error_page(text: str) -> str:
    """Return the page for an address that is none."""
    return _page("无法认证", f"<p>{escape(text)}</p>")


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>模拟支付宝 - {title}</title></head><body><main>"
        f"<p><strong>模拟支付宝（演示环境，不核实真实身份）</strong></p><h1>{title}</h1>{body}"
        "</main></body></html>\n"
    )
