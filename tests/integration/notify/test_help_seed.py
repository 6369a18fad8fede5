"""R1.2.1: articles come from files, again and again, and what staff have written stays."""

from dataclasses import replace

import pytest
from contracts.context import CallContext
from notify.domain.help_articles import HelpText
from notify.domain.help_sources import ArticleInvalid
from notify.models import HelpArticle
from notify.queries import help_articles
from notify.queries.help_files import file_articles
from notify.seed import __main__ as seed
from notify.use_cases.help_articles import unpublish_article, update_article
from notify.use_cases.load_help_articles import load_help_articles
from notify.use_cases.load_templates import Loaded
from sqlalchemy import select

ONE = HelpText("one", "第一篇", "register", "摘要。", "正文。", ("词",), featured=True, position=10)
TWO = replace(ONE, slug="two", title="第二篇", position=20)


def load(office, *texts):
    return office.db.run(load_help_articles, {text.slug: text for text in texts})


def shown(office, slug="one"):
    return office.db.read(help_articles.get_published, slug)


def stored(office, slug="one"):
    statement = select(HelpArticle).where(HelpArticle.slug == slug)
    return office.db.read(lambda session: session.scalar(statement))


def edit(office, **values):
    article = stored(office)
    names = ("title", "category", "summary", "body_markdown", "keywords", "featured", "position")
    body = {**{name: getattr(article, name) for name in names}, **values}
    admin = type(office.db)(office.db.engine, "notify", CallContext("a", "staff"))
    admin.run(update_article, article.article_id, body, None)


def test_R1_2_1_articles_are_added_published_and_loaded_again_without_a_change(office):
    assert load(office, ONE, TWO) == Loaded(added=2)
    assert shown(office)["title"] == "第一篇"
    assert stored(office).updated_by is None
    assert load(office, ONE, TWO) == Loaded()
    assert stored(office).version == 1


def test_R1_2_1_a_newer_text_replaces_one_that_nobody_edited(office):
    load(office, ONE, TWO)
    assert load(office, replace(ONE, title="新"), TWO) == Loaded(replaced=1)
    assert shown(office)["title"] == "新"
    assert shown(office, "two")["title"] == "第二篇"


def test_R1_2_1_what_staff_have_edited_stays(office):
    load(office, ONE)
    edit(office, title="本部门的写法")
    assert load(office, replace(ONE, title="新")) == Loaded(kept=1)
    assert stored(office).title == "本部门的写法"
    assert shown(office)["title"] == "第一篇"


def test_R1_2_1_what_staff_have_taken_from_the_public_stays_so(office):
    load(office, ONE)
    office.db.run(unpublish_article, stored(office).article_id, None)
    assert load(office, replace(ONE, title="新")) == Loaded(replaced=1)
    listed = office.db.read(help_articles.list_published, None, None, None, None, featured=None)
    assert listed["items"] == []


def test_R1_2_1_an_article_of_staff_with_the_same_slug_stays(office):
    load(office, ONE)
    with office.db.unit_of_work() as uow:
        article = uow.session.scalar(select(HelpArticle))
        article.loaded_digest = None
    assert load(office, replace(ONE, title="新")) == Loaded(kept=1)


def test_R1_2_1_all_that_came_with_the_platform_can_be_loaded(office):
    articles = file_articles()
    assert load(office, *articles.values()) == Loaded(added=len(articles))
    assert load(office, *articles.values()) == Loaded()


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("收不到短信", "sms-code"),
        ("短信验证码收不到怎么办", "sms-code"),
        ("zhuce", "register"),
        ("zczh", "register"),
        ("生僻字", "rare-characters"),
        ("shengpizi", "rare-characters"),
        ("忘记密码了", "forgot-password"),
        ("手机丢了", "lost-phone"),
        ("账号被锁", "login-locked"),
        ("支付宝", "real-name-ways"),
        ("手持身份证", "real-name-photos"),
        ("照片太小", "photo"),
        ("属地", "authority"),
        ("营业执照", "uscc"),
        ("USCC", "uscc"),
        ("被退回怎么办", "returned"),
        ("换单位", "changes"),
        ("跨省调转", "transfer"),
        ("diaozhuan", "transfer"),
        ("论文", "credits"),
        ("谁看过我的档案", "who-looked"),
        ("注销账号", "rights"),
    ],
)
def test_R1_2_1_people_find_what_they_ask_for(office, query, slug):
    load(office, *file_articles().values())
    found = office.db.read(help_articles.list_published, query, None, None, 3, featured=None)
    assert found["items"][0]["slug"] == slug


def test_R1_2_1_the_job_names_an_article_that_cannot_be_used(monkeypatch, capsys):
    def broken():
        raise ArticleInvalid("register: unknown category x")

    monkeypatch.setattr(seed, "file_articles", broken)
    assert seed.main([]) == 1
    assert capsys.readouterr().err == "help: register: unknown category x\n"
