"""What still blocks submitting: one entry says where and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.errors import Violation

from collection.domain.labels import name_of

REQUIRED = "collection.required"
ATTACHMENT_REQUIRED = "collection.attachment_required"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that blocks submitting; `item` is the item of the review it belongs to."""

    section: str
    item: str
    field: str
    code: str
    message: str

    def to_dict(self) -> dict[str, str]:
        """Return the entry as it is sent."""
        return {
            "section": self.section,
            "item": self.item,
            "field": self.field,
            "code": self.code,
            "message": self.message,
        }

    def to_violation(self) -> Violation:
        """Return the entry as one error of a refused submission."""
        return Violation(self.field, self.code, self.message)


def fields(section: str, item: str, path: str, names: Iterable[str]) -> list[Missing]:
    """Return one entry for each named field that is empty."""
    return [
        Missing(section, item, f"{path}.{name}", REQUIRED, f"请填写{name_of(section, name)}")
        for name in names
    ]


def attachment(section: str, item: str, path: str, kind: str, why: str = "") -> Missing:
    """Return the entry for an attachment that has to be uploaded."""
    message = f"{why}请上传{name_of(section, kind)}"
    return Missing(section, item, path, ATTACHMENT_REQUIRED, message)
