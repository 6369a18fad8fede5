"""How a reviewer's search is normalized, as names are when they are stored."""

from contracts.values.names import name_key, read_person_name
from contracts.values.problem import ValueProblem
from contracts.values.text import half_width, without_unseen


def normalize_search(text: str) -> str:
    """Return the text as names are stored; what is no name (`欧*`, a number) only half-width."""
    seen = without_unseen(text)
    try:
        return read_person_name(seen)
    except ValueProblem:
        return half_width(seen).strip()


def names_to_find(text: str) -> set[str]:
    """Return the names that the indexes of cases may hold for a text.

    Cases hold the index of the name's key; those of earlier versions hold that of the name.
    """
    return {name_key(text) or text, normalize_search(text), text}
