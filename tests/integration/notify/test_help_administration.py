"""R6.6: the platform's administrator writes articles, publishes them and takes them back."""

import pytest
from chassis.db.tables import outbox
from contracts.context import CallContext
from contracts.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    ServiceError,
    Unauthenticated,
)
from contracts.schemas.help_articles import AdminHelpArticle, AdminHelpArticleList
from help_factories import NOBODY, VALUES, body, codes
from notify.models import HelpArticle
from sqlalchemy import func, select


def test_R6_6_an_edit_shows_when_it_is_published(library):
    article = library.add("new", "新文章")
    assert (article["version"], article["published_version"]) == (1, 1)
    saved = library.call(
        "update_help_article", article["article_id"], body(article, title="新标题")
    )
    assert AdminHelpArticle().validate(saved) == {}
    assert (saved["status"], saved["version"], saved["published_version"]) == ("published", 2, 1)
    assert library.read("new")["title"] == "新文章"
    assert library.found("新标题") == []
    shown = library.call("publish_help_article", article["article_id"], 2)
    assert shown["published_version"] == 2
    assert library.read("new")["title"] == "新标题"
    assert library.found("xinbiaoti") == ["new"]


def test_R6_6_unpublishing_keeps_the_draft(library):
    article = library.add("new", "新文章")
    taken = library.call("unpublish_help_article", article["article_id"])
    assert (taken["status"], taken["published_version"]) == ("draft", None)
    assert taken["published_at"] is None
    assert "new" not in library.found()
    with pytest.raises(NotFound):
        library.read("new")
    saved = library.call("get_saved_help_article", article["article_id"])
    assert saved["body_markdown"] == "正文。"


def test_R6_6_an_article_that_others_link_to_stays(library):
    target = library.add("new", "新文章", body_markdown="见[本文](/help/new)。")
    linking = library.add("other", "另一篇", body_markdown="见[这里](/help/new#a)。")
    library.add("near", "相近的路径", body_markdown="即 /help/new，不是链接。")
    with pytest.raises(Conflict) as refusal:
        library.call("unpublish_help_article", target["article_id"])
    assert refusal.value.code == "notify.help_linked"
    assert "《另一篇》" in refusal.value.message
    assert library.read("new")["title"] == "新文章"
    # What counts is what the public reads: an edit that is not published changes nothing.
    edited = body(linking, body_markdown="不再链接。")
    library.call("update_help_article", linking["article_id"], edited)
    with pytest.raises(Conflict):
        library.call("unpublish_help_article", target["article_id"])
    library.call("publish_help_article", linking["article_id"])
    assert library.call("unpublish_help_article", target["article_id"])["status"] == "draft"


def test_R6_6_administrators_list_drafts_too(library):
    answer = library.call("list_all_help_articles")
    assert AdminHelpArticleList().validate(answer) == {}
    assert [item["slug"] for item in answer["items"]][:2] == ["draft", "register"]
    [draft] = library.call("list_all_help_articles", "draft")["items"]
    assert (draft["slug"], draft["status"], draft["updated_by"]) == ("draft", "draft", "admin-1")
    listed = library.call("list_all_help_articles", "published", "log_in")["items"]
    assert [item["slug"] for item in listed] == ["log-in"]


def test_R8_2_a_stale_version_is_refused(library):
    article = library.add("new", "新文章")
    library.call("update_help_article", article["article_id"], body(article, title="甲"), 1)
    for method, *more in (
        ("update_help_article", body(article, title="乙"), 1),
        ("publish_help_article", 1),
        ("unpublish_help_article", 1),
    ):
        with pytest.raises(PreconditionFailed) as refusal:
            library.call(method, article["article_id"], *more)
        assert refusal.value.details == {"current_version": 2}


def test_R8_2_saving_or_publishing_the_same_again_changes_nothing(library):
    article = library.add("new", "新文章")
    again = library.call("update_help_article", article["article_id"], body(article))
    assert again["version"] == 1
    before = entries(library.office)
    library.call("publish_help_article", article["article_id"])
    assert entries(library.office) == before


def test_R8_2_a_repeated_command_is_done_once(centre):
    context = CallContext(
        "admin-1", "staff", ("platform_admin",), idempotency_key="k1", request_hash="h"
    )
    values = {**VALUES, "slug": "new"}
    first = centre.call("create_help_article", values, context=context)
    assert centre.call("create_help_article", values, context=context) == first
    count = select(func.count()).select_from(HelpArticle)
    assert centre.office.db.read(lambda session: session.scalar(count)) == 1


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"body_markdown": "<b>粗</b>"}, [("body_markdown", "notify.help_html")]),
        ({"body_markdown": "[x](javascript:x)"}, [("body_markdown", "notify.help_link")]),
        ({"body_markdown": "[x](/help/nothing)"}, [("body_markdown", "notify.help_link_unknown")]),
        ({"body_markdown": "![x](/a.png)"}, [("body_markdown", "notify.help_image")]),
        ({"body_markdown": "字" * 20001}, [("body_markdown", "common.too_long")]),
        ({"title": ""}, [("title", "common.required")]),
        ({"category": "cooking"}, [("category", "common.invalid_choice")]),
        ({"slug": "Not A Slug"}, [("slug", "notify.help_slug_form")]),
        ({"slug": "register"}, [("slug", "notify.help_slug_taken")]),
        ({"keywords": ["词"] * 31}, [("keywords", "common.too_long")]),
        ({"position": -1}, [("position", "common.out_of_range")]),
        ({"state": "published"}, [("state", "common.unknown_field")]),
    ],
    ids=lambda value: f"R6.6-{next(iter(value))}" if isinstance(value, dict) else None,
)
def test_what_may_not_be_stored_is_refused(library, changed, expected):
    with pytest.raises(ServiceError) as refusal:
        library.add(**{"slug": "new", "title": "新文章", **changed})
    assert codes(refusal) == expected
    assert all(each["message"] for each in refusal.value.details["errors"])


def test_R1_2_1_an_article_may_link_to_itself_and_to_drafts(library):
    article = library.add(
        "new", "新文章", body_markdown="见[这里](/help/new)和[那里](/help/draft)。"
    )
    assert article["status"] == "published"


@pytest.mark.parametrize("role", ["reviewer", "authority_admin", "auditor"])
def test_R6_1_only_the_platform_administrator_writes(library, role):
    staff = CallContext(actor_id="s", actor_kind="staff", roles=(role,))
    article_id = library.call("list_all_help_articles")["items"][0]["article_id"]
    for method, *args in (
        ("list_all_help_articles",),
        ("get_saved_help_article", article_id),
        ("create_help_article", {}),
        ("update_help_article", article_id, {}),
        ("publish_help_article", article_id),
        ("unpublish_help_article", article_id),
    ):
        with pytest.raises(Forbidden) as refusal:
            library.call(method, *args, context=staff)
        assert refusal.value.code == "notify.help_admin_only"
        with pytest.raises(Unauthenticated):
            library.call(method, *args, context=NOBODY)


@pytest.mark.parametrize("article_id", ["5f0c6c1e-3a55-4c7e-9a57-1d1f7b1f2a10", "nothing"])
def test_R6_6_an_unknown_article_is_not_found(library, article_id):
    for method, *args in (
        ("get_saved_help_article",),
        ("update_help_article", VALUES),
        ("publish_help_article",),
        ("unpublish_help_article",),
    ):
        with pytest.raises(NotFound):
            library.call(method, article_id, *args)


def entries(office):
    statement = select(outbox.c.body).order_by(outbox.c.position)
    rows = office.db.read(lambda session: session.scalars(statement).all())
    return [row["data"] for row in rows if row["type"] == "audit_recorded"]


def test_R6_4_every_act_is_recorded(library):
    article = library.add("new", "新文章")
    library.call("update_help_article", article["article_id"], body(article, title="甲"))
    library.call("unpublish_help_article", article["article_id"])
    acts = [each for each in entries(library.office) if each["details"]["slug"] == "new"]
    assert [(each["action"], each["details"]["version"]) for each in acts] == [
        ("help_article_created", 1),
        ("help_article_published", 1),
        ("help_article_updated", 2),
        ("help_article_unpublished", 2),
    ]
    assert acts[2]["fields"] == ["title"]
    assert {each["actor_id"] for each in acts} == {"admin-1"}
