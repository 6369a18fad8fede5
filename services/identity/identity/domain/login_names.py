"""What a person may type as the log-in name."""

from dataclasses import dataclass

from contracts.values.id_numbers import number_core
from contracts.values.phones import clean_phone
from contracts.values.problem import ValueProblem
from contracts.values.text import code_text


@dataclass(frozen=True, slots=True)
class LoginName:
    """The ways to find an account by a log-in name; `text` is its one written form."""

    text: str
    numbers: tuple[str, ...]
    phone: str | None


def read_login(raw: str) -> LoginName:
    """Return what the text may mean: a mobile number, a certificate number of any type, or both.

    A permit is found by its lasting part, a passport that looks like one by its full number.
    """
    text = code_text(raw)
    try:
        phone = clean_phone(raw)
    except ValueProblem:
        phone = None
    numbers = tuple(dict.fromkeys((text, number_core(text))))
    return LoginName(phone or number_core(text), numbers, phone)
