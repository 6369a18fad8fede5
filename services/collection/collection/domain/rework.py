"""After a return, only the returned items need work (R3.6.2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from collection.domain.content import Content
from collection.domain.items import PERSON, list_items
from collection.domain.missing import Missing

UNCHANGED = "collection.returned_item_unchanged"


@dataclass(frozen=True, slots=True)
class Return:
    """What was returned, and the content that it was about."""

    items: tuple[str, ...]
    content: Content


def find_untouched(returned: Iterable[str], submitted: Content, current: Content) -> list[Missing]:
    """Report the returned items that are still as they were submitted.

    The person's fixed fields are mended by changing the registration, so they never block here;
    an item that is gone counts as mended.
    """
    before = {item.key: item for item in list_items(submitted)}
    now = {item.key: item for item in list_items(current)}
    return [
        _untouched(key, now[key].label, current)
        for key in dict.fromkeys(returned)
        if key != PERSON and key in before and key in now and now[key].value == before[key].value
    ]


def _untouched(key: str, label: str, content: Content) -> Missing:
    section = key.partition(".")[0]
    text = f"“{label}”已被退回，请按退回原因修改后再提交"
    return Missing(section, key, field_path(key, content), UNCHANGED, text)


def field_path(key: str, content: Content) -> str:
    """Return the field path of an item in the answer that shows the content."""
    section, _, rest = key.partition(".")
    if section == "educations" and rest:
        ids = [row.education_id for row in content.educations]
    elif section == "employments" and rest:
        ids = [row.employment_id for row in content.employments]
    elif section == "basic":
        return "basic" if rest == "details" else f"basic.{rest}_id"
    else:
        return section
    return f"{section}[{ids.index(rest)}]" if rest in ids else section
