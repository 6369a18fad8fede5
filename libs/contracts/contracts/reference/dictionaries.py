"""The option lists behind the drop-downs."""

from dataclasses import asdict
from functools import cache
from typing import Any

from contracts.attachments import ATTACHMENT_RULES
from contracts.case_kinds import CASE_KINDS
from contracts.certificate_types import CertificateType
from contracts.reference.files import read_json


@cache
def dictionaries() -> dict[str, dict[str, Any]]:
    """Return all dictionaries by name, each with `title` and `items` in the order to show.

    An item has `code`, `name`, and where needed `parent`, `standard` (the national standard's
    code), `active` (false: no longer to be chosen) and fields of its own.
    """
    content: dict[str, dict[str, Any]] = read_json("dictionaries.json")
    content["id_type"] = {"title": "证件类型", "items": _certificate_types()}
    content["review_kind"] = {"title": "业务类型", "items": _review_kinds()}
    content = dict(sorted(content.items()))
    content["attachment_kind"] = {"title": "附件种类", "items": _attachment_kinds()}
    return content


def _certificate_types() -> list[dict[str, Any]]:
    return [{"code": one.value, "name": one.rule.title} for one in CertificateType]


def _review_kinds() -> list[dict[str, Any]]:
    return [{"code": kind.code, "name": kind.name} for kind in CASE_KINDS.values()]


def _attachment_kinds() -> list[dict[str, Any]]:
    """Give the rules of the uploads to the pages, which check files before sending them."""
    rules = [asdict(rule) for rule in ATTACHMENT_RULES.values()]
    return [{"code": rule.pop("kind"), "name": rule.pop("title"), **rule} for rule in rules]


@cache
def codes(dictionary: str) -> frozenset[str]:
    """Return the codes of a dictionary that may be chosen."""
    items = dictionaries()[dictionary]["items"]
    return frozenset(item["code"] for item in items if item.get("active", True))


def name_of(dictionary: str, code: str | None) -> str:
    """Return the Chinese name of a code, chosen today or not; the code itself if unknown."""
    return _names(dictionary).get(code or "", code or "")


@cache
def _names(dictionary: str) -> dict[str, str]:
    return {item["code"]: item["name"] for item in dictionaries()[dictionary]["items"]}
