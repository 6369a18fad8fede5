"""Who asks, as conditions see it: somebody at a moment, or whoever comes.

Building a statement of many counts takes several times as long as PostgreSQL takes to answer it. Those
that are asked all day are therefore built once, with a place for who asks, and filled in each time.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import BindParameter, bindparam


class Asker(Protocol):
    """What a condition may depend on; a value, or the parameter that will hold it."""

    @property
    def below(self) -> Any:
        """The LIKE pattern of the paths of the authority and of those below it."""

    @property
    def now(self) -> Any:
        """The moment by which claims and deadlines are judged."""

    @property
    def staff_id(self) -> Any:
        """The member of staff."""

    @property
    def is_reviewer(self) -> bool:
        """Whether they review."""


@dataclass(frozen=True, slots=True)
class Anybody:
    """Stands for whoever asks in a statement that is built once."""

    is_reviewer: bool

    @property
    def below(self) -> BindParameter[Any]:
        """Return the parameter of the paths."""
        return bindparam("below")

    @property
    def now(self) -> BindParameter[Any]:
        """Return the parameter of the moment."""
        return bindparam("now")

    @property
    def staff_id(self) -> BindParameter[Any]:
        """Return the parameter of the member of staff."""
        return bindparam("staff_id")


def values_of(asker: Asker) -> dict[str, Any]:
    """Return what fills the places that `Anybody` left."""
    return {"below": asker.below, "now": asker.now, "staff_id": asker.staff_id}
