"""Announcements (公告): maintenance and deadlines, as everybody reads and administrators write them."""

from typing import Any

from marshmallow import Schema, fields, validate

from contracts.schemas.base import BodySchema
from contracts.schemas.fields import RegionCode, Text

KINDS = ("maintenance", "deadline", "general")
AUDIENCES = ("everyone", "persons", "staff")
STATUSES = ("draft", "published", "withdrawn")
_ID = "5f0c6c1e-3a55-4c7e-9a57-1d1f7b1f2a10"
_START, _END = "2026-12-01T00:00:00+08:00", "2026-12-06T06:00:00+08:00"
_TEXT = "12月5日22:00至次日6:00暂停服务，已填写的内容不会丢失。"


def _about(description: str, example: Any = None) -> dict[str, Any]:
    return {"description": description} | ({} if example is None else {"example": example})


def _said(description: str, example: Any = None, *, empty: bool = False) -> fields.String:
    return fields.String(required=True, allow_none=empty, metadata=_about(description, example))


def _one_of(description: str, choices: tuple[str, ...], example: str) -> fields.String:
    return fields.String(
        required=True, validate=validate.OneOf(choices), metadata=_about(description, example)
    )


_KIND = "类别：maintenance 系统维护，deadline 办理期限，general 通知"
_AUDIENCE = "给谁看：everyone 所有人，persons 会计人员，staff 工作人员"


class Announcement(Schema):
    """One announcement that is shown now."""

    notice_id = _said("公告编号", _ID)
    kind = _one_of(_KIND, KINDS, "maintenance")
    kind_name = _said("类别名称", "系统维护")
    title = _said("标题", "12月5日夜间系统维护")
    text = _said("正文，纯文字，可换行", _TEXT)
    link = _said("详情的地址；没有的为 null", "/help/review-time", empty=True)
    audience = _one_of(_AUDIENCE, AUDIENCES, "everyone")
    region_code = _said("只给这一区划及其下级的人看；全国的为 null", empty=True)
    starts_at = _said("开始显示的时间", "2026-11-30T16:00:00+00:00")
    ends_at = _said("停止显示的时间", "2026-12-05T22:00:00+00:00")
    published_at = _said("发布时间", "2026-11-28T08:00:00+00:00", empty=True)


class AnnouncementList(Schema):
    """What is shown now, the latest to begin first."""

    items = fields.List(fields.Nested(Announcement), required=True)


class AnnouncementBody(BodySchema):
    """What an administrator writes."""

    kind = _one_of(_KIND, KINDS, "maintenance")
    title = Text(max=60, required=True, metadata=_about("标题", "12月5日夜间系统维护"))
    text = Text(
        max=500,
        line_breaks=True,
        required=True,
        metadata=_about("正文，纯文字，可换行；任何人都能看到，不要写不宜公开的内容", _TEXT),
    )
    link = Text(
        max=200,
        load_default=None,
        allow_none=True,
        validate=validate.Regexp(r"(/[^/\s]\S*|https://\S+)\Z", error="notify.notice_link"),
        metadata=_about("详情的地址：以 / 开头的站内路径或 https 地址", "/help/review-time"),
    )
    audience = _one_of(_AUDIENCE, AUDIENCES, "everyone")
    region_code = RegionCode(
        load_default=None,
        allow_none=True,
        metadata=_about("只给这一区划及其下级的人看；不填为全国", "110000"),
    )
    starts_at = fields.AwareDateTime(
        required=True, metadata=_about("开始显示的时间，须带时区", _START)
    )
    ends_at = fields.AwareDateTime(
        required=True, metadata=_about("停止显示的时间，须带时区，最迟为开始后一年", _END)
    )


class AdminAnnouncement(Announcement):
    """One announcement as administrators see it."""

    status = _one_of("状态：draft 草稿，published 已发布，withdrawn 已撤下", STATUSES, "published")
    shown = fields.Boolean(required=True, metadata=_about("现在是否正在显示", example=True))
    version = fields.Integer(required=True, metadata=_about("版本", 2))
    created_at = _said("新建时间", "2026-11-27T08:00:00+00:00")
    updated_at = _said("最近修改、发布或撤下的时间", "2026-11-28T08:00:00+00:00")
    updated_by = _said("最近修改、发布或撤下的人", _ID)


class AdminAnnouncementList(Schema):
    """One page of all announcements, the latest to begin first."""

    items = fields.List(fields.Nested(AdminAnnouncement), required=True)
    next_cursor = _said("下一页的 cursor，最后一页为 null", empty=True)
