"""The person's own page, real-name verification, record, messages."""

from contracts.schemas import collection, identity, notify
from contracts.schemas.gateway import MeAnswer

from gateway.endpoint import PAGING, Access, Endpoint, Query, ServiceCall
from gateway.handlers import me, messages

ENDPOINTS = [
    Endpoint(
        "GET",
        "/me",
        "get_me",
        "我的首页：脱敏身份、实名与采集状态、未读消息",
        "个人",
        Access.PERSON,
        me.home,
        answer=MeAnswer,
        calls={"identity.get_me": (), "collection.get_status": (), "notify.count_unread": ()},
    ),
    Endpoint(
        "GET",
        "/me/real-name",
        "get_real_name",
        "实名认证进度",
        "个人",
        Access.PERSON,
        ServiceCall("identity.get_real_name"),
        answer=identity.RealName,
    ),
    Endpoint(
        "POST",
        "/me/real-name/manual",
        "submit_real_name",
        "线上实名认证：提交证件照片",
        "个人",
        Access.PERSON,
        ServiceCall("identity.submit_real_name", ("body",)),
        201,
        body=identity.RealNameManual,
        answer=identity.RealName,
        may=frozenset({409}),
    ),
    Endpoint(
        "GET",
        "/me/record",
        "get_record",
        "已审核通过的档案（脱敏）",
        "个人",
        Access.PERSON,
        ServiceCall("collection.get_record"),
        answer=collection.Record,
        may=frozenset({404}),
    ),
    Endpoint(
        "POST",
        "/me/record/reveal",
        "reveal_record",
        "查看档案中字段的完整内容（留痕）",
        "个人",
        Access.PERSON,
        ServiceCall("collection.reveal_record", ("body",)),
        body=collection.RevealBody,
        answer=collection.RevealedFields,
        may=frozenset({404}),
    ),
    Endpoint(
        "GET",
        "/me/messages",
        "list_messages",
        "站内信",
        "消息",
        Access.PERSON,
        ServiceCall("notify.list_messages"),
        query=(*PAGING, Query("unread_only", "只看未读", kind=bool, default=False)),
        answer=notify.MessageList,
    ),
    Endpoint(
        "GET",
        "/me/messages/stream",
        "stream_messages",
        "新消息实时推送（server-sent events）",
        "消息",
        Access.PERSON,
        messages.stream,
        media_type="text/event-stream",
        description=(
            "事件 message_created 的 data 为 JSON；resync 表示可能漏收，请重新读取列表；"
            "closed 表示登录已结束。"
        ),
    ),
    Endpoint(
        "POST",
        "/me/messages/{message_id}/read",
        "read_message",
        "标为已读",
        "消息",
        Access.PERSON,
        ServiceCall("notify.read_message"),
        answer=notify.Message,
        may=frozenset({404}),
    ),
    Endpoint(
        "POST",
        "/me/messages/read-all",
        "read_all_messages",
        "全部标为已读",
        "消息",
        Access.PERSON,
        ServiceCall("notify.read_all_messages"),
        answer=notify.ReadAllResult,
    ),
]
