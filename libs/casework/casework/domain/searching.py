"""How a reviewer's search is read, so that it finds what rests tidied."""

from contracts.values.names import clean_person_name
from contracts.values.problem import ValueProblem
from contracts.values.text import half_width


def tidy_search(text: str) -> str:
    """Return the text as names rest; what is no name (`欧*`, a number) only half-width."""
    try:
        return clean_person_name(text)
    except ValueProblem:
        return half_width(text).strip()
