"""Texts of messages and SMS: read, tried and changed by the platform's administrator."""

from contracts.schemas import templates

from gateway.routing.endpoint import Access, Endpoint, ServiceCall

_TAG = "管理"
_PATH = "/admin/templates/{template_id}"

ENDPOINTS = [
    Endpoint(
        "GET",
        "/admin/templates",
        "list_templates",
        "站内信和短信的全部模板",
        _TAG,
        Access.STAFF,
        ServiceCall("notify.list_templates"),
        answer=templates.TemplateList,
        description="只有平台管理员可用。",
    ),
    Endpoint(
        "GET",
        _PATH,
        "get_template",
        "一个模板：内容、可用的变量、平台附带的内容和历次保存",
        _TAG,
        Access.STAFF,
        ServiceCall("notify.get_template"),
        answer=templates.TemplateDetail,
        may=frozenset({404}),
        description="只有平台管理员可用。",
    ),
    Endpoint(
        "PUT",
        _PATH,
        "update_template",
        "修改模板，对之后发出的消息和短信生效，留痕",
        _TAG,
        Access.STAFF,
        ServiceCall("notify.update_template", ("body", "expected_version")),
        body=templates.TemplateBody,
        answer=templates.TemplateDetail,
        may=frozenset({404}),
        description="未知的变量和缺少的必要变量逐项说明；短信变量有变化的，须同时填写通道新登记的模板编号。"
        "平台升级不会覆盖修改过的内容。",
    ),
    Endpoint(
        "POST",
        f"{_PATH}/preview",
        "preview_template",
        "预览模板：填入变量后的内容，短信在各通道的全文、字数和条数",
        _TAG,
        Access.STAFF,
        ServiceCall("notify.preview_template", ("body",)),
        body=templates.TemplatePreviewBody,
        answer=templates.TemplatePreview,
        may=frozenset({404}),
        description="不保存。规则与修改时相同。",
    ),
]
