"""Exports of a person's own data."""

from contracts.schemas import identity

from gateway.handlers import exports as handlers
from gateway.routing.endpoint import PAGING, Access, Endpoint, Quotas, ServiceCall

_TAG = "个人信息导出"

ENDPOINTS = [
    Endpoint(
        "POST",
        "/me/exports",
        "request_export",
        "申请导出本人的全部信息",
        _TAG,
        Access.PERSON,
        ServiceCall("identity.request_export", ("body",)),
        202,
        body=identity.DataExportRequest,
        answer=identity.DataExport,
        may=frozenset({409, 429}),
        quotas=Quotas.SENSITIVE,
        description="须登录密码；同一时间只准备一份，每天最多 3 份。在后台准备，完成后以站内信和短信通知，"
        "也可以等待 /me/messages/stream 中的事件 export_changed。",
    ),
    Endpoint(
        "GET",
        "/me/exports",
        "list_exports",
        "本人申请过的导出",
        _TAG,
        Access.PERSON,
        ServiceCall("identity.list_exports"),
        query=PAGING,
        answer=identity.DataExportList,
        description="最新的在前；保留期过后仍列出 90 天。",
    ),
    Endpoint(
        "GET",
        "/me/exports/{export_id}",
        "get_export",
        "导出的进度",
        _TAG,
        Access.PERSON,
        ServiceCall("identity.get_export"),
        answer=identity.DataExport,
        may=frozenset({404}),
        description="status 为 ready 时可以下载，expires_at 为删除的时间。",
    ),
    Endpoint(
        "GET",
        "/me/exports/{export_id}/file",
        "download_export",
        "下载导出文件（留痕）",
        _TAG,
        Access.PERSON,
        handlers.download,
        may=frozenset({403, 404, 409, 503}),
        quotas=Quotas.SENSITIVE,
        media_type="application/octet-stream",
        calls={"identity.open_export": ("export_id",)},
        description="ZIP 压缩包，内有供阅读的网页、供程序读取的 JSON 和本人的全部文件，未脱敏。"
        "申请之前就已登录的其他设备须重新登录后才能下载（identity.log_in_again）。",
    ),
]
