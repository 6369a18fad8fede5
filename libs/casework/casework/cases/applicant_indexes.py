"""Blind indexes by which a reviewer finds the cases of a person without a name in the tables."""

from collections.abc import Callable
from dataclasses import dataclass

from chassis.crypto import cipher
from contracts.values.text import compact


def _unchanged(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class ApplicantIndexes:
    """How one kind indexes names and certificate numbers.

    The purposes keep the indexes of different owners apart. They and the ways in which a text is
    normalized must never change: rows that are stored would no longer be found.
    """

    name_purpose: str
    number_purpose: str
    stored_number: Callable[[str], str] = _unchanged
    searched_name: Callable[[str], str] = _unchanged
    searched_number: Callable[[str], str] = compact

    def of(self, name: str, number: str) -> dict[str, bytes]:
        """Return the columns of a person's case."""
        return self._columns(name, self.stored_number(number))

    def search(self, text: str) -> dict[str, bytes]:
        """Return the columns of the cases that a text, a name or a number, is to find."""
        return self._columns(self.searched_name(text), self.searched_number(text))

    def _columns(self, name: str, number: str) -> dict[str, bytes]:
        return {
            "name_index": cipher().blind_index(name, self.name_purpose),
            "person_index": cipher().blind_index(number, self.number_purpose),
        }
