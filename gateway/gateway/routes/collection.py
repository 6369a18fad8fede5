"""The person's collection (信息采集)."""

from functools import partial
from typing import Any

from contracts.schemas import collection
from marshmallow import Schema

from gateway.routing.endpoint import Access, Endpoint, ServiceCall

_TAG = "信息采集"
_REFUSALS = frozenset({409})
_VERSIONED = ("expected_version",)

_row = partial(Endpoint, tag=_TAG, access=Access.PERSON, answer=collection.CollectionAnswer)


def _section(name: str, summary: str, body: type[Schema]) -> Endpoint:
    return _row(
        "PUT",
        f"/me/collection/{name}",
        f"save_{name}",
        summary,
        handler=ServiceCall(f"collection.save_{name}", ("body", *_VERSIONED)),
        body=body,
        may=_REFUSALS,
    )


def _entries(noun: str, words: str, body: type[Schema]) -> list[Endpoint]:
    """Return the endpoints of a list of entries: add, update, delete."""
    path = f"/me/collection/{noun}s"
    one = f"{path}/{{{noun}_id}}"

    def row(method: str, verb: str, title: str, address: str, *names: str, **more: Any) -> Endpoint:
        call = ServiceCall(f"collection.{verb}_{noun}", (*names, *_VERSIONED))
        return _row(method, address, f"{verb}_{noun}", f"{title}{words}", handler=call, **more)

    missing = _REFUSALS | {404}
    return [
        row("POST", "add", "新增", path, "body", status=201, body=body, may=_REFUSALS),
        row("PUT", "update", "修改", one, "body", body=body, may=missing),
        row("DELETE", "delete", "删除", one, may=missing),
    ]


ENDPOINTS = [
    _row(
        "GET",
        "/me/collection",
        "get_collection",
        "全部采集内容、状态和仍缺的项目",
        handler=ServiceCall("collection.get_collection"),
    ),
    _section("scope", "选择采集范围", collection.ScopeBody),
    _section("basic", "保存基本信息", collection.BasicBody),
    _section("authority", "选择会计管理部门", collection.AuthorityBody),
    *_entries("education", "教育经历", collection.EducationBody),
    *_entries("employment", "工作经历", collection.EmploymentBody),
    _row(
        "GET",
        "/me/collection/authority-suggestions",
        "suggest_authority",
        "按属地原则建议会计管理部门",
        handler=ServiceCall("collection.suggest_authority"),
        answer=collection.AuthoritySuggestions,
    ),
    _row(
        "POST",
        "/me/collection/reveal",
        "reveal_collection",
        "查看审核通过后的采集内容中字段的完整内容（留痕）",
        handler=ServiceCall("collection.reveal_record", ("body",)),
        body=collection.RevealBody,
        answer=collection.RevealedFields,
        may=_REFUSALS,
    ),
    _row(
        "POST",
        "/me/collection/submit",
        "submit_collection",
        "提交审核；422 按部分列出所有缺项",
        handler=ServiceCall("collection.submit_collection", ("body", *_VERSIONED)),
        body=collection.SubmitBody,
        may=_REFUSALS,
    ),
    _row(
        "POST",
        "/me/collection/withdraw",
        "withdraw_collection",
        "撤回未被领取的申请",
        handler=ServiceCall("collection.withdraw_collection"),
        may=_REFUSALS,
    ),
]
