"""What the text of a help article may be: Markdown without HTML and pictures, with sane links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

_HTML = frozenset({"html_block", "html_inline"})
_WORDS = frozenset({"text", "code_inline", "code_block", "fence"})
_BREAKS = frozenset({"softbreak", "hardbreak"})
_ARTICLE = re.compile(r"/help/([a-z0-9-]+)(?:[?#].*)?")


@dataclass(frozen=True, slots=True)
class MarkdownProblem:
    """One thing that keeps a text from being used: the error code and what to say."""

    code: str
    message: str


def problems_of(body: str) -> list[MarkdownProblem]:
    """Return everything that an article must not hold, in the order of the text."""
    found: dict[MarkdownProblem, None] = {}
    line = 1
    for token in _tokens(body):
        line = token.map[0] + 1 if token.map else line
        if problem := _problem(token, line):
            found[problem] = None
    return list(found)


def plain_text(body: str) -> str:
    """Return the words of a text without its marks and the targets of its links."""
    parts = []
    for token in _tokens(body):
        if token.type in _WORDS:
            parts.append(token.content)
        elif token.block or token.type in _BREAKS:
            parts.append("\n")
    return re.sub(r"\s*\n\s*", "\n", "".join(parts)).strip()


def link_targets(body: str) -> list[str]:
    """Return where the links of a text lead."""
    links = (token for token in _tokens(body) if token.type == "link_open")
    return [str(token.attrGet("href") or "") for token in links]


def inner_slugs(body: str) -> set[str]:
    """Return the articles to which a text links."""
    found = (_ARTICLE.fullmatch(target) for target in link_targets(body))
    return {match[1] for match in found if match}


@cache
def _parser() -> MarkdownIt:
    """Return a parser that hides nothing: HTML and bad links come out as such."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


def _tokens(body: str) -> Iterator[Token]:
    for token in _parser().parse(body):
        yield token
        yield from token.children or ()


def _problem(token: Token, line: int) -> MarkdownProblem | None:
    if token.type in _HTML:
        return MarkdownProblem(
            "notify.help_html", f"正文不能含有 HTML，请改用 Markdown（第 {line} 行）"
        )
    if token.type == "image":
        return MarkdownProblem("notify.help_image", f"正文不能插入图片（第 {line} 行）")
    if token.type == "heading_open" and token.tag == "h1":
        return MarkdownProblem(
            "notify.help_heading", f"正文的小标题请从二级（##）开始（第 {line} 行）"
        )
    if token.type == "link_open" and not _is_sane(str(token.attrGet("href") or "")):
        return MarkdownProblem(
            "notify.help_link",
            f"链接只能是 http、https、mailto、tel 地址或以 / 开头的站内路径（第 {line} 行）",
        )
    return None


def _is_sane(target: str) -> bool:
    if target.startswith("/"):
        return not target.startswith("//") and "\\" not in target
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return bool(parts.netloc)
    return parts.scheme in ("mailto", "tel") and bool(parts.path)
