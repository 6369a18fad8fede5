"""How cases and their reasons are called towards a person, and where the page is."""

from collections.abc import Mapping, Sequence
from typing import Any

# An SMS with more than this is cut into several by the providers.
NAMED_IN_SMS = 2

METHODS: dict[str, str] = {"manual": "线上实名认证", "alipay": "支付宝认证"}


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
