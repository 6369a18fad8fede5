"""The help centre as its callers see it, and some articles."""

from chassis.db import Db
from contracts.context import CallContext
from contracts.schemas.help_articles import HelpArticleList
from notify.entrypoints.help_articles import HelpEntrypoints

ADMIN = CallContext(actor_id="admin-1", actor_kind="staff", roles=("platform_admin",))
NOBODY = CallContext()
VALUES = {
    "title": "新文章",
    "category": "register",
    "summary": "一句话。",
    "body_markdown": "正文。",
}


class Centre:
    """The entrypoints, called as somebody."""

    def __init__(self, office):
        self.office = office

    def call(self, method, *args, context=ADMIN, **kwargs):
        entrypoints = HelpEntrypoints()
        entrypoints.db = Db(self.office.db.engine, "notify", context)
        return getattr(entrypoints, method)(*args, **kwargs)

    def add(self, slug, title, *, published=True, **values):
        body = {**VALUES, "slug": slug, "title": title, **values}
        created = self.call("create_help_article", body)
        if published:
            return self.call("publish_help_article", created["article_id"])
        return created

    def found(self, q=None, category=None, **more):
        answer = self.call("list_help_articles", q, category, context=NOBODY, **more)
        assert HelpArticleList().validate(answer) == {}
        return [item["slug"] for item in answer["items"]]

    def read(self, slug):
        return self.call("get_help_article", slug, context=NOBODY)


def body(article, **changed):
    names = ("title", "category", "summary", "body_markdown", "keywords", "featured", "position")
    return {**{name: article[name] for name in names}, **changed}


def codes(refusal):
    return [(each["field"], each["code"]) for each in refusal.value.details["errors"]]


def fill(centre):
    """Add some published articles and a draft."""
    centre.add("register", "怎样注册账号", keywords=["开户"], featured=True, position=10)
    centre.add("sms-code", "收不到短信验证码怎么办", keywords=["没有验证码"], position=20)
    centre.add("log-in", "怎样登录", category="log_in", body_markdown="先注册账号。", position=30)
    centre.add("photo", "照片要求", category="collection", keywords=["JPG", "注册照"], position=40)
    centre.add("draft", "注册的草稿", published=False, position=1)
