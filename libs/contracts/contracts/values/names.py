"""Names of people, beyond the common characters and beyond the Basic Multilingual Plane.

Sources: 民委发〔2016〕33号 (the separator is U+00B7, at least 50 characters), GB 18030-2022.
Names are normalised to NFC, never NFKC, which would replace characters that a name is entitled to.
They are kept as the certificate prints them; `name_key` is how they are compared and searched for.
"""

import re
import unicodedata

from contracts.certificate_types import CertificateType, find_certificate_rule
from contracts.values.problem import ValueProblem
from contracts.values.text import half_width

SEPARATOR = "\u00b7"
MINIMUM_LENGTH, MAXIMUM_LENGTH = 2, 100

# Three of them are letters to Unicode: a Canadian, a Hangul and a transcriber's dot.
_LOOK_ALIKES = dict.fromkeys(
    "\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387\u16eb\u2e31\u2e33\u25e6\u25cf\u02d9\u1427\u318d\ua78f",
    SEPARATOR,
)
_APOSTROPHES = dict.fromkeys("\u2019\u2018\u02bc\u02bb\u0060\u00b4\u2032", "'")
_HYPHENS = dict.fromkeys("\u2010\u2011\u2212", "-")
_REPLACED = str.maketrans({**_LOOK_ALIKES, **_APOSTROPHES, **_HYPHENS})
_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc"})
_BETWEEN_LETTERS = frozenset(" -'")
# S/O, A/P, Jr., (also known as), ALIAS @ NAME: what passports print in names besides.
_AS_PRINTED = _BETWEEN_LETTERS | frozenset(".,/@()")
_IDEOGRAPHIC_ZERO = "\u3007"
# Python's Unicode tables are older than the newest ideographs; planes 2 and 3 hold nothing else.
_IDEOGRAPHIC_PLANES = range(0x20000, 0x3FFFE)
_VARIATION_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_HAN = (
    r"\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003fffd"
)
_DOT_BETWEEN_IDEOGRAPHS = re.compile(rf"(?<=[{_HAN}]) ?[.。\u2024\ufe52\uff61] ?(?=[{_HAN}])")
_BLANK_BETWEEN_IDEOGRAPHS = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_PRINTED_SHAPE = re.compile(r"['(]?[^ \-'.,/@()·](?:.*[^ \-,/@(·])?", re.DOTALL)
_DOUBLED = re.compile(r"([-'.,/@·])\1")
_ACCENTS = range(0x0300, 0x0370)
_COMPARED_AWAY = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Sk", "Pc", "Pd", "Ps", "Pe", "Po"})


def clean_person_name(raw: str, id_type: str | None = None) -> str:
    """Return the name as the certificate prints it, with the one right separator.

    Without a type the rules of Chinese names hold; the other certificates allow more characters.
    """
    name = _tidy(raw)
    if not name:
        raise ValueProblem("common.required")
    rule = find_certificate_rule(id_type)
    as_printed = rule is not None and rule.prints_latin_names
    for character in name:
        _check_character(character, _AS_PRINTED if as_printed else _BETWEEN_LETTERS)
    if as_printed:
        _check_printed_shape(name)
    else:
        _check_separators(name)
    _check_length(name, as_printed=as_printed)
    return name


def read_person_name(raw: str) -> str:
    """Return a name that is only compared with one that is stored, of whatever certificate."""
    return clean_person_name(raw, CertificateType.PASSPORT)


def name_key(name: str) -> str:
    """Return what of a name counts when it is looked for: its letters, without case and accents.

    The key of a Chinese name without a separator is the name itself.
    """
    decomposed = unicodedata.normalize("NFKD", half_width(name).translate(_REPLACED))
    return unicodedata.normalize("NFC", "".join(filter(_counts, decomposed)).casefold())


def _counts(character: str) -> bool:
    if ord(character) in _ACCENTS or ord(character) in _VARIATION_SELECTORS:
        return False
    return unicodedata.category(character) not in _COMPARED_AWAY


def _tidy(raw: str) -> str:
    name = unicodedata.normalize("NFC", half_width(raw).translate(_REPLACED))
    name = _DOT_BETWEEN_IDEOGRAPHS.sub(SEPARATOR, re.sub(r"\s+", " ", name).strip(" "))
    name = re.sub(rf" ?{SEPARATOR} ?", SEPARATOR, name)
    return _BLANK_BETWEEN_IDEOGRAPHS.sub("", name)


def _check_character(character: str, between_letters: frozenset[str]) -> None:
    code_point, category = ord(character), unicodedata.category(character)
    if code_point in _IDEOGRAPHIC_PLANES:
        return
    if category == "Co":
        raise ValueProblem("value.name_private_use")
    if category in _INVISIBLE or code_point in _VARIATION_SELECTORS:
        raise ValueProblem("value.name_invisible")
    if category in _LETTERS or character in (SEPARATOR, _IDEOGRAPHIC_ZERO):
        return
    if character not in between_letters:
        raise ValueProblem("value.name_character", _advice(character))


def _advice(character: str) -> str:
    if unicodedata.category(character).startswith("P"):
        return f"姓名中不能使用“{character}”；间隔符请用“{SEPARATOR}”，其他请按证件上的姓名填写"
    return f"姓名中不能包含“{character}”，请按证件上的姓名填写"


def _check_separators(name: str) -> None:
    if name.startswith(SEPARATOR) or name.endswith(SEPARATOR) or SEPARATOR * 2 in name:
        raise ValueProblem("value.name_separator")
    if name[0] in _BETWEEN_LETTERS or name[-1] in _BETWEEN_LETTERS:
        raise ValueProblem("value.name_separator")


def _check_printed_shape(name: str) -> None:
    if not _PRINTED_SHAPE.fullmatch(name) or _DOUBLED.search(name):
        raise ValueProblem("value.name_marks")
    if name.count("(") != name.count(")"):
        raise ValueProblem("value.name_marks")


def _check_length(name: str, *, as_printed: bool) -> None:
    is_one_letter = as_printed and not re.match(f"[{_HAN}]", name)
    if len(name) < MINIMUM_LENGTH and not is_one_letter:
        raise ValueProblem("value.name_too_short")
    if len(name) > MAXIMUM_LENGTH:
        raise ValueProblem("value.name_too_long")
