"""The second look at an approval: its states, and who may take it."""

from enum import StrEnum

from casework.domain.states import ActorFacts


class SecondState(StrEnum):
    """Where a second review stands."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    OBJECTED = "objected"


OUTCOMES = (SecondState.CONFIRMED, SecondState.OBJECTED)
ACTIONS = ("confirm", "object")


def available_actions(state: SecondState, actor: ActorFacts, *, was_first: bool) -> list[str]:
    """Return what this actor may do: nothing where they approved the case themselves."""
    may_look = actor.is_reviewer and not actor.has_part and not was_first
    return list(ACTIONS) if state == SecondState.OPEN and may_look else []
