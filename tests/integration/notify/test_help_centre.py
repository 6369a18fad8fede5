"""R1.2.1: the public reads what is published and finds it by words and readings."""

import pytest
from chassis.clock import to_wire
from contracts.errors import NotFound, ServiceError
from contracts.schemas.help_articles import HelpArticle
from help_factories import NOBODY, codes
from notify.models import HelpPublication
from sqlalchemy import event, select


def test_R1_2_1_the_public_reads_what_is_published(library):
    assert library.found() == ["register", "sms-code", "log-in", "photo"]
    article = library.read("register")
    assert HelpArticle().validate(article) == {}
    assert article["title"] == "怎样注册账号"
    assert article["category_name"] == "注册"
    assert article["updated_at"] == to_wire(library.office.now)


def test_R1_2_1_drafts_are_unseen(library):
    with pytest.raises(NotFound) as refusal:
        library.read("draft")
    assert refusal.value.code == "notify.help_article_not_found"
    assert "draft" not in library.found("草稿")


def test_R1_2_1_lists_by_category_and_featured(library):
    assert library.found(category="log_in") == ["log-in"]
    assert library.found(featured=True) == ["register"]
    assert library.found("注册", "log_in") == ["log-in"]
    with pytest.raises(ServiceError) as refusal:
        library.found(category="cooking")
    assert codes(refusal) == [("category", "common.invalid_choice")]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        pytest.param("注册", ["register", "photo", "log-in"], id="R1.2.1-title-keyword-body"),
        pytest.param("zhuce", ["register", "photo"], id="R1.2.1-pinyin"),
        pytest.param("zczh", ["register"], id="R1.2.1-initials"),
        pytest.param("zhu ce", ["register", "photo"], id="R1.2.1-pinyin-in-pieces"),
        pytest.param("账号 注册", ["register", "log-in"], id="R1.2.1-every-word"),
        pytest.param("短信收不到", ["sms-code"], id="R1.2.1-other-order"),
        pytest.param("怎么注册？", ["register", "photo", "log-in"], id="R1.2.1-question"),
        pytest.param("jpg", ["photo"], id="R1.2.1-keyword-any-case"),
        pytest.param("ＪＰＧ", ["photo"], id="R1.2.1-full-width"),
        pytest.param("kaihu", ["register"], id="R1.2.1-pinyin-of-keyword"),
        pytest.param("退税", [], id="R1.2.1-nothing"),
        pytest.param("%", [], id="R1.2.1-no-pattern"),
        pytest.param("_", [], id="R1.2.1-no-wildcard"),
    ],
)
def test_search(library, query, slugs):
    assert library.found(query) == slugs


def test_R1_2_1_a_search_of_more_than_fifty_characters_is_refused(library):
    with pytest.raises(ServiceError) as refusal:
        library.found("长" * 51)
    assert codes(refusal) == [("q", "common.too_long")]
    assert library.found("长" * 50) == []


def test_R8_2_a_search_is_paged_by_keyset(library):
    first = library.call("list_help_articles", "注册", limit=2, context=NOBODY)
    assert [item["slug"] for item in first["items"]] == ["register", "photo"]
    assert library.found("注册", limit=2, cursor=first["next_cursor"]) == ["log-in"]
    plain = library.call("list_help_articles", limit=3, context=NOBODY)
    assert library.found(cursor=plain["next_cursor"]) == ["photo"]


def test_R8_1_a_list_takes_one_query_whatever_its_length(library):
    statements = []
    engine = library.office.db.engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    library.found("注册 账号")
    library.call("list_all_help_articles")
    queries = [each for each in statements if each.startswith("SELECT")]
    assert len(queries) == 2
    shown = [each.partition(" FROM ")[0] for each in queries]
    assert not [each for each in shown if "body_markdown" in each or "readings" in each]


def test_R1_2_1_publications_hold_what_the_search_needs(library):
    statement = select(HelpPublication).where(HelpPublication.slug == "photo")
    shown = library.office.db.read(lambda session: session.scalar(statement))
    assert shown.title_words == "照片要求"
    assert shown.keyword_words == "jpg\n注册照"
    assert " zhaopian" in shown.readings
