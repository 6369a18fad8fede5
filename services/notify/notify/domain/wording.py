"""What is filled into the texts: what a case is called, and its reasons in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.case_kinds import name_of_kind

# An SMS with more than this is cut into several by the providers.
NAMED_IN_SMS = 2

METHODS: dict[str, str] = {"manual": "线上实名认证", "alipay": "支付宝认证"}


def case_variables(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what the texts about a case may use."""
    note, reasons = data.get("note"), data.get("reasons") or []
    return {
        "case_name": name_of_kind(data["kind"]),
        "authority_name": data["authority_name"],
        "reasons": reasons_text(reasons, note),
        "items": items_text(reasons),
        "remark": f"说明：{note}" if note else "",
    }


def credit_variables(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what the texts about granted credits may use."""
    granted = {"year": str(data["year"]), "credits": str(data["granted_credits"])}
    return case_variables(data) | granted


def transfer_variables(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what the texts about a transfer may use: from where to where."""
    ends = {f"{end}_authority": data[f"{end}_authority_name"] for end in ("from", "to")}
    return case_variables(data) | ends


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
