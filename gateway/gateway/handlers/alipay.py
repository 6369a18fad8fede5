"""The page on which people arrive from Alipay."""

from contextlib import suppress

from contracts.errors import ServiceError
from starlette.responses import Response

from gateway.routing.call import Call

# The same for everybody: who has got hold of an address learns nothing by it.
_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>支付宝认证 - 全国会计人员统一服务管理平台</title>
</head>
<body>
<main>
<h1>已从支付宝返回</h1>
<p>平台正在向支付宝确认认证结果。请回到打开二维码的页面查看，结果会自动显示；该页面也可以关闭，认证通过后会以站内信和短信通知您。</p>
<p>如果认证未通过，请刷新二维码重新扫码，或使用“线上实名认证”上传证件照片。</p>
</main>
</body>
</html>
"""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
}


async def come_back(call: Call) -> Response:
    """Have the result asked for; the page says the same whether or not that succeeds."""
    # Where nobody answers, the open page asks again by itself, and a timer does.
    with suppress(ServiceError):
        await call.rpc("identity.note_alipay_return", **call.query)
    return Response(_PAGE, headers=_HEADERS, media_type="text/html")
