"""Names of people, beyond the common characters and beyond the Basic Multilingual Plane.

Sources: 民委发〔2016〕33号 (the separator is U+00B7, at least 50 characters), GB 18030-2022.
Names are normalised to NFC, never NFKC, which would replace characters that a name is entitled to.
"""

import re
import unicodedata

from contracts.values.problem import ValueProblem
from contracts.values.text import half_width

SEPARATOR = "\u00b7"
MINIMUM_LENGTH, MAXIMUM_LENGTH = 2, 100

_LOOK_ALIKES = dict.fromkeys("\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387\u16eb\u2e33", SEPARATOR)
_REPLACED = str.maketrans({**_LOOK_ALIKES, "\u2019": "'", "\u2018": "'", "\u3000": " "})
_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc"})
_BETWEEN_LETTERS = frozenset(" -'")
_IDEOGRAPHIC_ZERO = "\u3007"
# Python's Unicode tables are older than the newest ideographs; planes 2 and 3 hold nothing else.
_IDEOGRAPHIC_PLANES = range(0x20000, 0x3FFFE)
_VARIATION_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_DOT_BETWEEN_IDEOGRAPHS = re.compile(r"(?<=[^\x00-\u02ff])[.。](?=[^\x00-\u02ff])")


def clean_person_name(raw: str) -> str:
    """Return the name with the one right separator, in NFC and without outer spaces."""
    name = unicodedata.normalize("NFC", half_width(raw).translate(_REPLACED))
    name = re.sub(r" +", " ", _DOT_BETWEEN_IDEOGRAPHS.sub(SEPARATOR, name)).strip(" ")
    name = re.sub(rf" ?{SEPARATOR} ?", SEPARATOR, name)
    if not name:
        raise ValueProblem("common.required")
    for character in name:
        _check_character(character)
    _check_separators(name)
    _check_length(name)
    return name


def _check_character(character: str) -> None:
    code_point, category = ord(character), unicodedata.category(character)
    if code_point in _IDEOGRAPHIC_PLANES:
        return
    if category == "Co":
        raise ValueProblem("value.name_private_use")
    if category in _INVISIBLE or code_point in _VARIATION_SELECTORS:
        raise ValueProblem("value.name_invisible")
    if category in _LETTERS or character in (SEPARATOR, _IDEOGRAPHIC_ZERO):
        return
    if character not in _BETWEEN_LETTERS:
        raise ValueProblem(
            "value.name_character", f"姓名中不能包含“{character}”，请按证件上的姓名填写"
        )


def _check_separators(name: str) -> None:
    if name.startswith(SEPARATOR) or name.endswith(SEPARATOR) or SEPARATOR * 2 in name:
        raise ValueProblem("value.name_separator")
    if name[0] in _BETWEEN_LETTERS or name[-1] in _BETWEEN_LETTERS:
        raise ValueProblem("value.name_separator")


def _check_length(name: str) -> None:
    if len(name) < MINIMUM_LENGTH:
        raise ValueProblem("value.name_too_short")
    if len(name) > MAXIMUM_LENGTH:
        raise ValueProblem("value.name_too_long")
