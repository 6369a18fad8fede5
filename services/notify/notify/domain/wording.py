"""How cases and their reasons are called towards a person, and where the page is."""

from collections.abc import Mapping, Sequence
from typing import Any

CASE_NAMES: dict[str, str] = {
    "collection": "信息采集",
    "real_name": "线上实名认证",
    "change": "信息变更",
    "transfer": "属地调转",
    "credit": "继续教育学分申请",
    "reward_penalty": "奖惩信息申请",
}

CASE_LINKS: dict[str, str] = {
    "collection": "/collection",
    "real_name": "/real-name",
    "change": "/changes",
    "transfer": "/transfers",
    "credit": "/credit-applications",
    "reward_penalty": "/rewards-penalties",
}

# An SMS with more than this is cut into several by the providers.
NAMED_IN_SMS = 2

METHODS: dict[str, str] = {"manual": "线上实名认证", "alipay": "支付宝认证"}


def case_name(kind: str) -> str:
    """Return what a kind of case is called; a kind we do not know yet is an application."""
    return CASE_NAMES.get(kind, "业务申请")


def case_link(kind: str) -> str:
    """Return the page on which the person goes on with the case."""
    return CASE_LINKS.get(kind, "/")


def reasons_text(reasons: Sequence[Mapping[str, Any]], note: str | None) -> str:
    """Return one line for each item to be mended, and the reviewer's remark after them."""
    lines = [_reason_line(number, reason) for number, reason in enumerate(reasons, start=1)]
    if note:
        lines.append(f"审核意见：{note}")
    return "\n".join(lines)


def items_text(reasons: Sequence[Mapping[str, Any]]) -> str:
    """Return what is to be mended in as few words as an SMS has room for."""
    labels = list(dict.fromkeys(_item_of(reason) for reason in reasons))
    named = "、".join(labels[:NAMED_IN_SMS]) or "见审核意见"
    return named if len(labels) <= NAMED_IN_SMS else f"{named}等{len(labels)}项"


def _item_of(reason: Mapping[str, Any]) -> str:
    return reason.get("item_label") or reason.get("item") or "申请内容"


def _reason_line(number: int, reason: Mapping[str, Any]) -> str:
    item = _item_of(reason)
    said = [part for part in (reason.get("text"), reason.get("note")) if part]
    return f"{number}. {item}：{'；'.join(said)}" if said else f"{number}. {item}"
