"""R1.2.1: articles are Markdown without HTML, and their links go where a browser may follow."""

import pytest
from notify.domain.help_markdown import MarkdownProblem, inner_slugs, plain_text, problems_of


def codes(body):
    return [problem.code for problem in problems_of(body)]


@pytest.mark.parametrize(
    "body",
    [
        "点<b>这里</b>",
        "第一段\n\n<script>alert(1)</script>\n",
        "<div>\n\n正文\n\n</div>",
        "- 列表\n  <img src=x onerror=alert(1)>",
        "| 表 |\n|---|\n| <br> |",
        "<!-- 注释 -->",
    ],
    ids=[
        "R1.2.1-inline",
        "R1.2.1-script",
        "R1.2.1-block",
        "R1.2.1-list",
        "R1.2.1-table",
        "R1.2.1-comment",
    ],
)
def test_html_is_refused(body):
    assert set(codes(body)) == {"notify.help_html"}


def test_R1_2_1_a_refusal_names_the_line():
    [problem] = problems_of("第一段\n\n第二段<b>\n")
    assert problem.code == "notify.help_html"
    assert "第 3 行" in problem.message


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html;base64,PGI+",
        "//evil.example",
        "/\\evil.example",
        "ftp://example.com/",
        "help/sms-code",
        "#top",
        "https:example.com",
        "https:///path",
        "&#106;avascript:alert(1)",
        "vbscript:x",
    ],
)
def test_R1_2_1_links_that_leave_the_known_ways_are_refused(target):
    assert codes(f"见[这里]({target})。") == ["notify.help_link"]


def test_R1_2_1_links_by_reference_and_bare_links_are_judged_too():
    assert codes("见[这里][a]。\n\n[a]: javascript:alert(1)\n") == ["notify.help_link"]
    assert codes("<javascript:alert(1)>") == ["notify.help_link"]


@pytest.mark.parametrize(
    "target",
    [
        "/help/sms-code",
        "/collection/basic",
        "https://www.chsi.com.cn/",
        "mailto:a@b.cn",
        "tel:12345",
    ],
)
def test_R1_2_1_sane_links_pass(target):
    assert problems_of(f"见[这里]({target})。") == []


def test_R1_2_1_pictures_and_first_headings_are_refused():
    assert codes("![图](/a.png)") == ["notify.help_image"]
    assert codes("# 大标题") == ["notify.help_heading"]
    assert codes("大标题\n===") == ["notify.help_heading"]
    assert codes("## 小标题\n\n1. 一\n2. 二\n\n| 甲 | 乙 |\n|---|---|\n| 1 | a < b |") == []


def test_R1_2_1_every_problem_is_told_once():
    found = problems_of("<b>a</b>\n\n[x](ftp://y)\n\n![z](/z.png)")
    assert [type(each) for each in found] == [MarkdownProblem] * 3


def test_R1_2_1_the_search_reads_words_and_no_marks():
    body = "## 收不到短信\n\n请**核对**[手机号](/account/phone)：\n\n1. 第一\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | `丁` |"
    text = plain_text(body)
    for word in ("收不到短信", "请核对手机号：", "第一", "丙", "丁"):
        assert word in text
    assert not set("#*[]|`") & set(text)
    assert "/account" not in text


def test_R1_2_1_links_to_other_articles_are_found():
    body = (
        "见[甲](/help/sms-code)、[乙](/help/photo#size)、[丙](/help)、[丁](https://a.cn/help/x)。"
    )
    assert inner_slugs(body) == {"sms-code", "photo"}
