"""Read the table of who may use each route, `matrix.txt`."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

TABLE = Path(__file__).with_name("matrix.txt")
ALLOWED, REFUSED, NOT_THEIRS, HIDDEN, ABSENT, NOT_ASKED = LETTERS = "+x!.o?"

RELATIONS = ("own", "below", "beside", "above", "target")
ROLES = ("reviewer", "authority_admin", "auditor")
NOBODY, PERSON, OTHER_PERSON = "nobody", "the person", "another person"
PLATFORM = ("platform_admin", "auditor of the platform")
# In the order of the letters.
ACTORS = (
    *(NOBODY, PERSON, OTHER_PERSON),
    *(f"{role} {relation}" for role in ROLES for relation in RELATIONS),
    *PLATFORM,
)
CLOSED = ("real_name", "collection", "change", "credit", "reward_penalty")


@dataclass(frozen=True)
class Right:
    """The letters of all actors before the transfer, and after it if that makes a difference."""

    before: str
    after: str

    def asked(self, *, after: bool) -> dict[str, str]:
        """Return the letters of those who are asked.

        Where five authorities have one letter, that which keeps the record is asked for them: a
        missing check of the role would show there.
        """
        letters = dict(zip(ACTORS, self.after if after else self.before, strict=True))
        keeper = RELATIONS[-1] if after else RELATIONS[0]
        for role in ROLES:
            alike = [f"{role} {relation}" for relation in RELATIONS]
            if len({letters[name] for name in alike}) == 1:
                for name in alike:
                    if name != f"{role} {keeper}":
                        del letters[name]
        return {name: letter for name, letter in letters.items() if letter != NOT_ASKED}


@dataclass(frozen=True)
class Row:
    """A route, whose right it is, and what it is asked about."""

    method: str
    path: str
    right: str
    about: str = ""

    @property
    def route(self) -> str:
        """Return the method and the path."""
        return f"{self.method} {self.path}"

    @property
    def objects(self) -> tuple[str, ...]:
        """Return what the route is asked about, one after another."""
        return CLOSED if self.about == "closed" else (self.about,)


class Matrix:
    """The rights by name, and the rows."""

    def __init__(self, text: str) -> None:
        lines = [line.partition("#")[0].split() for line in text.splitlines()]
        self._rights = {words[1]: words[2:] for words in lines if words[:1] == ["right"]}
        self.rows = [Row(*words) for words in lines if words and words[0] != "right"]

    @cached_property
    def rights(self) -> dict[str, Right]:
        """Return the rights by name."""
        found = {}
        for name, words in self._rights.items():
            before, _, after = "".join(words[1:]).partition("|")
            found[name] = Right(before, after)
        return found


def read_matrix() -> Matrix:
    """Return the table."""
    return Matrix(TABLE.read_text(encoding="utf-8"))
