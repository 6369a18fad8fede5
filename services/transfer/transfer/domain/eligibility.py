"""Who may ask for a transfer: every blocker at once, each with a way out (R5.1.2)."""

from dataclasses import dataclass
from typing import Any

from contracts.case_kinds import CASE_KINDS, TRANSFER
from contracts.error_codes import text_of

APPROVED = "approved"
TARGET = "to_authority_id"

# What must not be open beside a transfer, in the guide's order.
EXCLUDED = CASE_KINDS[TRANSFER].excludes


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a person who wants to move; `to_authority_id` is None before they chose.

    `open_kinds` are the kinds of their cases that wait for a decision; `target_accepts` is False
    where the authority that they chose is unknown, closed, or none that persons may choose.
    """

    collection_status: str
    authority_id: str | None = None
    open_kinds: frozenset[str] = frozenset()
    to_authority_id: str | None = None
    target_accepts: bool = True


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
        said = {"code": self.code, "message": text_of(self.code), "link": self.link}
        return {**said, "field": self.field}


NOT_APPROVED = Blocker("transfer.collection_not_approved", "/collection")
SAME_AUTHORITY = Blocker("transfer.same_authority", "/transfers/new", TARGET)
NOT_SELECTABLE = Blocker("transfer.authority_not_selectable", "/transfers/new", TARGET)


def blocker_of(kind: str) -> Blocker:
    """Return the blocker that an open case of a kind is."""
    return Blocker(f"transfer.{kind}_pending", CASE_KINDS[kind].link)


def list_blockers(situation: Situation) -> list[Blocker]:
    """Return everything that forbids the transfer; an empty list means that it may be asked for."""
    blockers = []
    if situation.collection_status != APPROVED:
        blockers.append(NOT_APPROVED)
    blockers += [blocker_of(kind) for kind in EXCLUDED if kind in situation.open_kinds]
    target = situation.to_authority_id
    if target is not None and target == situation.authority_id:
        blockers.append(SAME_AUTHORITY)
    if target is not None and not situation.target_accepts:
        blockers.append(NOT_SELECTABLE)
    return blockers
