"""Who may ask for a transfer: every blocker at once, each with a way out (R5.1.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contracts.case_kinds import CASE_KINDS, TRANSFER
from contracts.error_codes import text_of
from contracts.errors import Conflict

APPROVED = "approved"
TARGET = "to_authority_id"

# What must not be open beside a transfer, in the guide's order.
EXCLUDED = CASE_KINDS[TRANSFER].excludes


@dataclass(frozen=True, slots=True)
class RecordStatus:
    """The status of the record of a person who wants to move.

    `open_kinds` are the kinds of their cases that wait for a decision.
    """

    collection_status: str
    authority_id: str | None = None
    open_kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that forbids the transfer, and the page where it can be dealt with.

    `field` is the part of the form that it lies in, None where it lies in no form.
    """

    code: str
    link: str
    field: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the blocker as it is sent."""
        return {
            "code": self.code,
            "message": text_of(self.code),
            "link": self.link,
            "field": self.field,
        }


NOT_APPROVED = Blocker("transfer.collection_not_approved", "/collection")
SAME_AUTHORITY = Blocker("transfer.same_authority", "/transfers/new", TARGET)
NOT_SELECTABLE = Blocker("transfer.authority_not_selectable", "/transfers/new", TARGET)


def blocker_of(kind: str) -> Blocker:
    """Return the blocker that an open case of a kind is."""
    return Blocker(f"transfer.{kind}_pending", CASE_KINDS[kind].link)


def list_blockers(
    status: RecordStatus, to_authority_id: str | None, *, is_selectable: bool = True
) -> list[Blocker]:
    """Return everything that forbids the transfer; an empty list means that it may be asked for.

    `to_authority_id` is None before the person chose; `is_selectable` is False where the authority
    that they chose is unknown, closed, or none that persons may choose.
    """
    blockers = []
    if status.collection_status != APPROVED:
        blockers.append(NOT_APPROVED)
    blockers += [blocker_of(kind) for kind in EXCLUDED if kind in status.open_kinds]
    if to_authority_id is not None and to_authority_id == status.authority_id:
        blockers.append(SAME_AUTHORITY)
    if to_authority_id is not None and not is_selectable:
        blockers.append(NOT_SELECTABLE)
    return blockers


def not_eligible(blockers: Sequence[Blocker]) -> Conflict:
    """Return the refusal that names what stands in the way."""
    details = {"blockers": [blocker.to_dict() for blocker in blockers]}
    return Conflict("transfer.not_eligible", details=details)
