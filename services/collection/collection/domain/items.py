"""The items of a submission: what a reviewer can return and a person then mends (R3.6.1).

An item's key is stable over rounds; rows carry their own id in it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from contracts.record_fields import BASIC_ATTACHMENTS

from collection.domain.basic_rules import DETAILS
from collection.domain.content import DETAIL_FIELDS, Content
from collection.domain.labels import SECTION_NAMES, name_of

PERSON = "person"


@dataclass(frozen=True, slots=True)
class Item:
    """One item with its name in Chinese and the value that has to change to mend it."""

    key: str
    label: str
    value: Any


def list_items(content: Content) -> list[Item]:
    """Return all items of a submission in the order of the pages."""
    basic = SECTION_NAMES["basic"]
    images = [
        Item(f"basic.{kind}", f"{basic}：{name_of('basic', field)}", getattr(content.basic, field))
        for field, kind in BASIC_ATTACHMENTS.items()
    ]
    return [
        Item("scope", SECTION_NAMES["scope"], content.scope),
        Item(PERSON, "注册信息（姓名、证件号码等）", None),
        *images,
        Item(DETAILS, f"{basic}：其他信息", _details(content)),
        *_rows("educations", content),
        *_rows("employments", content),
        Item("authority", SECTION_NAMES["authority"], _authority(content)),
    ]


def _details(content: Content) -> dict[str, Any]:
    return {name: getattr(content.basic, name) for name in DETAIL_FIELDS}


def _authority(content: Content) -> str | None:
    return content.authority.authority_id if content.authority else None


def _rows(section: str, content: Content) -> list[Item]:
    """One item for the section as a whole (something is missing in it) and one for each row."""
    name = SECTION_NAMES[section]
    rows = _row_values(section, content)
    whole = Item(section, f"{name}：整体（如缺少一段经历）", list(rows.items()))
    return [whole] + [
        Item(f"{section}.{row_id}", f"{name}：{_row_name(section, value, number)}", value)
        for number, (row_id, value) in enumerate(rows.items(), start=1)
    ]


def _row_values(section: str, content: Content) -> Mapping[str, dict[str, Any]]:
    if section == "educations":
        return {row.education_id: asdict(row) for row in content.educations}
    return {row.employment_id: asdict(row) for row in content.employments}


def _row_name(section: str, value: Mapping[str, Any], number: int) -> str:
    named = value["school_name"] if section == "educations" else value["employer_name"]
    return f"第{number}段" + (f"（{named}）" if named else "")
