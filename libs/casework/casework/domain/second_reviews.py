"""The second review of an approval: its states, and who may decide it."""

from enum import StrEnum

from casework.domain.states import CaseRelation


class SecondState(StrEnum):
    """Where a second review stands."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    OBJECTED = "objected"


OUTCOMES = (SecondState.CONFIRMED, SecondState.OBJECTED)
ACTIONS = ("confirm", "object")


def available_actions(state: SecondState, relation: CaseRelation, *, was_first: bool) -> list[str]:
    """Return what an actor of this relation may do: nothing where they approved the case themselves."""
    may_decide = relation.is_reviewer and not relation.has_conflict and not was_first
    return list(ACTIONS) if state == SecondState.OPEN and may_decide else []
