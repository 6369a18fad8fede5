"""Blind indexes by which a reviewer finds the cases of a person without a name in the tables."""

from collections.abc import Callable
from dataclasses import dataclass

from chassis.crypto import cipher
from contracts.values.names import name_key
from contracts.values.text import code_text

from casework.domain.search_text import names_to_find


def _unchanged(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class ApplicantIndexes:
    """How one kind indexes names and certificate numbers.

    The purposes keep the indexes of different owners apart. They must never change, and a search
    looks for all that was ever stored: rows would no longer be found.
    """

    name_purpose: str
    number_purpose: str
    stored_number: Callable[[str], str] = _unchanged
    searched_number: Callable[[str], str] = code_text

    def of(self, name: str, number: str) -> dict[str, bytes]:
        """Return the columns of a person's case."""
        return self.of_name(name) | {"person_index": self._of_number(self.stored_number(number))}

    def of_name(self, name: str) -> dict[str, bytes]:
        """Return the column that holds the name's key."""
        return {"name_index": self._of_name(name_key(name))}

    def of_printed_name(self, name: str) -> bytes:
        """Return the index that earlier versions stored, of the name as it is printed."""
        return self._of_name(name)

    def search(self, text: str) -> dict[str, list[bytes]]:
        """Return for each column the values that a text, a name or a number, may be stored as."""
        return {
            "name_index": [self._of_name(name) for name in sorted(names_to_find(text))],
            "person_index": [self._of_number(self.searched_number(text))],
        }

    def _of_name(self, name: str) -> bytes:
        return cipher().blind_index(name, self.name_purpose)

    def _of_number(self, number: str) -> bytes:
        return cipher().blind_index(number, self.number_purpose)
