"""How a reviewer's search is normalized, as names are when they are stored."""

from contracts.values.names import clean_person_name
from contracts.values.problem import ValueProblem
from contracts.values.text import half_width


def normalize_search(text: str) -> str:
    """Return the text as names are stored; what is no name (`欧*`, a number) only half-width."""
    try:
        return clean_person_name(text)
    except ValueProblem:
        return half_width(text).strip()
