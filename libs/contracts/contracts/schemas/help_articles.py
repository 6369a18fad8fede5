"""Articles of the help centre (帮助中心), as they are read and as administrators write them."""

from typing import Any

from marshmallow import Schema, fields, validate

from contracts.schemas.base import BodySchema
from contracts.schemas.fields import DictCode, Text

MAX_BODY = 20_000
MAX_KEYWORDS = 30
MAX_POSITION = 9999
ARTICLE_STATUSES = ("draft", "published")
_ID = "5f0c6c1e-3a55-4c7e-9a57-1d1f7b1f2a10"
_BODY = "## 先核对手机号\n\n号码填错一位就收不到，请返回检查。\n\n仍未收到的，见[找回密码](/help/forgot-password)。"


def _about(description: str, example: Any = None) -> dict[str, Any]:
    return {"description": description} | ({} if example is None else {"example": example})


def _moment(description: str, *, empty: bool = False) -> fields.String:
    about = _about(description, "2026-11-23T08:00:00+00:00")
    return fields.String(required=True, allow_none=empty, metadata=about)


def _answer(description: str, example: Any = None, *, empty: bool = False) -> fields.String:
    return fields.String(required=True, allow_none=empty, metadata=_about(description, example))


class HelpArticleItem(Schema):
    """One article in a list."""

    slug = _answer("文章的路径名：页面为 /help/{slug}", "sms-code")
    title = _answer("标题", "收不到短信验证码怎么办")
    category = _answer("分类代码，见字典 help_category", "register")
    category_name = _answer("分类名称", "注册")
    summary = _answer("摘要", "先核对号码和倒计时，再检查手机的拦截设置。")
    featured = fields.Boolean(required=True, metadata=_about("是否推荐到首页", example=True))
    updated_at = _moment("最近发布时间")


class HelpArticleList(Schema):
    """One page of articles: those of a search the best match first, others as they are placed."""

    items = fields.List(fields.Nested(HelpArticleItem), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class HelpArticle(HelpArticleItem):
    """One article in full."""

    body_markdown = _answer("正文，Markdown，不含 HTML；小标题从二级开始", _BODY)


class HelpArticleBody(BodySchema):
    """What an administrator writes."""

    title = Text(max=60, required=True, metadata=_about("标题", "收不到短信验证码怎么办"))
    category = DictCode(
        "help_category",
        required=True,
        metadata=_about("分类代码，见字典 help_category", "register"),
    )
    summary = Text(
        max=120,
        required=True,
        metadata=_about("摘要，一句话", "先核对号码和倒计时，再检查手机的拦截设置。"),
    )
    body_markdown = Text(
        max=MAX_BODY,
        line_breaks=True,
        required=True,
        metadata=_about(
            "正文，Markdown（可用表格），不接受 HTML 和图片，小标题从二级（##）开始；链接为 http、https、"
            "mailto、tel 地址或以 / 开头的站内路径，/help/… 须为已有的文章",
            "## 先核对手机号\n\n号码填错一位就收不到，请返回检查。",
        ),
    )
    keywords = fields.List(
        Text(max=20),
        load_default=list,
        validate=validate.Length(max=MAX_KEYWORDS),
        metadata=_about("搜索用的其他说法", ["收不到短信", "没有验证码"]),
    )
    featured = fields.Boolean(load_default=False, metadata=_about("是否推荐到首页", example=True))
    position = fields.Integer(
        load_default=MAX_POSITION,
        validate=validate.Range(min=0, max=MAX_POSITION),
        metadata=_about("排列次序，小的在前", 30),
    )


class NewHelpArticleBody(HelpArticleBody):
    """A new article; its slug stays for good, since other pages link to it."""

    slug = Text(
        max=60,
        required=True,
        validate=validate.Regexp(r"[a-z0-9]+(-[a-z0-9]+)*\Z", error="notify.help_slug_form"),
        metadata=_about("路径名，小写字母、数字和连字符，创建后不能更改", "new-year-notice"),
    )


class AdminHelpArticleItem(Schema):
    """One article in the administrators' list."""

    article_id = _answer("文章编号", _ID)
    slug = _answer("路径名", "sms-code")
    title = _answer("标题（最近保存的）", "收不到短信验证码怎么办")
    category = _answer("分类代码", "register")
    category_name = _answer("分类名称", "注册")
    featured = fields.Boolean(required=True, metadata=_about("是否推荐到首页", example=True))
    position = fields.Integer(required=True, metadata=_about("排列次序", 30))
    status = fields.String(
        required=True,
        validate=validate.OneOf(ARTICLE_STATUSES),
        metadata=_about("draft 未发布，published 已发布", "published"),
    )
    version = fields.Integer(required=True, metadata=_about("最近保存的版本", 3))
    published_version = fields.Integer(
        required=True, allow_none=True, metadata=_about("公众看到的版本，未发布为 null", 2)
    )
    updated_at = _moment("最近保存时间")
    updated_by = _answer("最近保存的人，随平台附带的为 null", _ID, empty=True)
    published_at = _moment("最近发布时间，未发布为 null", empty=True)
    published_by = _answer("最近发布的人，随平台附带的或未发布为 null", _ID, empty=True)


class AdminHelpArticleList(Schema):
    """One page of all articles, drafts too, as they are placed."""

    items = fields.List(fields.Nested(AdminHelpArticleItem), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AdminHelpArticle(AdminHelpArticleItem):
    """One article as it was last saved."""

    summary = _answer("摘要", "先核对号码和倒计时，再检查手机的拦截设置。")
    body_markdown = _answer("正文，Markdown", _BODY)
    keywords = fields.List(
        fields.String(), required=True, metadata=_about("搜索用的其他说法", ["收不到短信"])
    )
