"""The pages of an export that people read: plain HTML, every value escaped, nothing loaded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from identity.domain.export_labels import label_of

_HEAD = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font-family: sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.6 }}
table {{ border-collapse: collapse; width: 100%; margin: 0 0 1rem }}
th, td {{ border: 1px solid #ccc; padding: .25rem .5rem; text-align: left; vertical-align: top }}
th {{ width: 12rem; font-weight: normal; color: #555 }}
</style>
</head>
<body>
<h1>{title}</h1>
"""
FOOT = "</body>\n</html>\n"
_NOTHING = "（空）"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table of contents."""

    title: str
    items: int
    page: str
    data: str


def head(title: str) -> str:
    """Return how a page begins."""
    return _HEAD.format(title=escape(title))


def item(number: int, values: Mapping[str, Any]) -> str:
    """Return one item of a part as a table."""
    return f"<h2>{number}</h2>\n{_table(values)}"


def contents(entries: Iterable[Entry], facts: Mapping[str, str], missing: Sequence[str]) -> str:
    """Return the first page: what there is, where it is, and what could not be put in."""
    rows = "".join(_line(entry) for entry in entries)
    absent = "".join(f"<li>{escape(name)}</li>" for name in missing)
    note = f"<h2>未能放入的文件</h2><ul>{absent}</ul>" if missing else ""
    return (
        f"{head('个人信息导出')}{_table(facts)}"
        "<p>本压缩包是平台保存的您本人的全部信息。pages 文件夹供阅读，data 文件夹为同样内容的 JSON，"
        "供其他程序读取；files 文件夹为您提交的文件。其中有未脱敏的敏感个人信息，请妥善保管，用后删除。</p>"
        f"<table><tr><th>内容</th><th>条数</th><th>数据</th></tr>{rows}</table>{note}{FOOT}"
    )


def _line(entry: Entry) -> str:
    title = escape(entry.title)
    linked = f'<a href="{quote(entry.page)}">{title}</a>' if entry.items else title
    return (
        f"<tr><td>{linked}</td><td>{entry.items}</td>"
        f'<td><a href="{quote(entry.data)}">JSON</a></td></tr>'
    )


def _table(values: Mapping[str, Any]) -> str:
    rows = (
        f"<tr><th>{escape(label_of(k))}</th><td>{_cell(v)}</td></tr>" for k, v in values.items()
    )
    return f"<table>{''.join(rows)}</table>\n"


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return _table(value) if value else _NOTHING
    if isinstance(value, list | tuple):
        return "<br>".join(_cell(one) for one in value) if value else _NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None or value == "":
        return _NOTHING
    return escape(str(value)).replace("\n", "<br>")
