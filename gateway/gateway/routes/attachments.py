"""Files."""

from contracts.platform import CASE_SERVICES
from contracts.schemas.attachments import StagedAttachment

from gateway.handlers import attachments as handlers
from gateway.routing.endpoint import Access, Endpoint, Query, Quotas

_TAG = "附件"

ENDPOINTS = [
    Endpoint(
        "POST",
        "/attachments",
        "upload_attachment",
        "上传附件，返回编号供表单引用",
        _TAG,
        Access.PERSON,
        handlers.upload,
        201,
        answer=StagedAttachment,
        may=frozenset({400, 408, 409, 413, 415, 422, 503}),
        quotas=Quotas.UPLOAD,
        idempotent=True,
        request_media_type="multipart/form-data",
        description="按内容判断类型；图片转正并去除元数据后保存；24 小时内未被表单引用的附件会被清除。"
        "每个账号最多同时上传 3 个文件，过慢的上传会被中止。",
    ),
    Endpoint(
        "GET",
        "/attachments/{attachment_id}",
        "download_attachment",
        "查看附件",
        _TAG,
        Access.ANYONE_LOGGED_IN,
        handlers.download,
        query=(
            Query(
                "download",
                "1 为作为附件下载（application/octet-stream），不在页面中显示",
                choices=("0", "1"),
                example="1",
            ),
        ),
        may=frozenset({404}),
        description="图片和本平台重新写成的 PDF 可以直接显示；较早保存的 PDF 只能下载后打开。",
        media_type="application/octet-stream, image/jpeg, image/png, application/pdf",
        calls={f"{owner}.open_attachment": ("attachment_id",) for owner in CASE_SERVICES},
    ),
    Endpoint(
        "DELETE",
        "/attachments/{attachment_id}",
        "discard_attachment",
        "删除尚未被表单引用的附件",
        _TAG,
        Access.PERSON,
        handlers.discard,
        204,
        may=frozenset({404, 503}),
    ),
]
