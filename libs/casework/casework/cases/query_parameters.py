"""What the conditions of a list depend on: who asks, and when."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam

from casework.domain.actors import Actor


@dataclass(frozen=True, slots=True)
class QueryParameters:
    """The values of one query, or the bound parameters of a statement that is built once.

    Building a statement of many counts takes several times as long as PostgreSQL takes to answer
    it. Those that are asked all day are therefore built once and executed with the values of each.

    `below` is the LIKE pattern, with `|` as its escape, of an authority's path and those below it;
    claims and deadlines are judged by `now`.
    """

    below: Any
    now: Any
    staff_id: Any
    is_reviewer: bool

    @classmethod
    def of(cls, actor: Actor, now: datetime) -> "QueryParameters":
        """Return the values for an actor at a moment."""
        return cls(
            paths_below(actor.context.authority_path), now, actor.staff_id, actor.is_reviewer
        )

    @classmethod
    def bound(cls, *, is_reviewer: bool) -> "QueryParameters":
        """Return the parameters of a statement for any actor."""
        return cls(bindparam("below"), bindparam("now"), bindparam("staff_id"), is_reviewer)

    def values(self) -> dict[str, Any]:
        """Return the values by the names of the bound parameters."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in named.items() if name != "is_reviewer"}


def paths_below(authority_path: str | None) -> str:
    """Return the LIKE pattern of a path and those below it; without one, of all."""
    path = authority_path or ""
    for special in "|%_":
        path = path.replace(special, f"|{special}")
    return f"{path}%"
