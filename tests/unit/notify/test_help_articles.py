"""R1.2.1: the files that articles begin as."""

import pytest
from notify.domain.help_articles import HelpText
from notify.domain.help_sources import ArticleInvalid, parse_article

SOURCE = """+++
title = "怎样注册"
category = "register"
summary = "注册需要什么。"
keywords = ["开户", "新用户"]
featured = true
position = 10
+++
## 准备

身份证和手机。
"""


def test_R1_2_1_a_file_is_read():
    assert parse_article("register", SOURCE) == HelpText(
        slug="register",
        title="怎样注册",
        category="register",
        summary="注册需要什么。",
        body_markdown="## 准备\n\n身份证和手机。",
        keywords=("开户", "新用户"),
        featured=True,
        position=10,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('category = "register"', 'category = "cooking"'),
        ("position = 10\n", ""),
        ("position = 10", "position = 10\ncolour = 1"),
        ("身份证", "<b>身份证</b>"),
        ("+++\n## ", "## "),
        ('title = "怎样注册"', 'title = ""'),
        ("featured = true", 'featured = "yes"'),
    ],
)
def test_R1_2_1_a_file_that_cannot_be_used_is_named(before, after):
    assert before in SOURCE
    with pytest.raises(ArticleInvalid, match=r"^register: "):
        parse_article("register", SOURCE.replace(before, after))


def test_R1_2_1_a_digest_tells_texts_apart_and_ignores_nothing():
    text = parse_article("register", SOURCE)
    assert text.digest() == parse_article("register", SOURCE).digest()
    changed = parse_article("register", SOURCE.replace("position = 10", "position = 11"))
    assert changed.digest() != text.digest()
