"""Tidying that all values typed by people need."""

import unicodedata
from string import ascii_lowercase

_FULL_WIDTH_START, _FULL_WIDTH_END, _WIDTH_SHIFT = 0xFF01, 0xFF5E, 0xFEE0
_UNSTORABLE = frozenset({"Cc", "Cs"})
# Nobody means these in a number, a code or a search: spaces, line ends, format characters, and the
# marks that stick to another character (variation selectors).
_UNMEANT = frozenset({"Zs", "Zl", "Zp", "Cf", "Mn", "Me"})
_DASHES = frozenset({"Pd", "Pc"})
_OTHER_SEPARATORS = frozenset(".,/\\'`·•‧∙⋅・･。、，\u00ad\u2212\u30fc\uff70")
_UPPER = str.maketrans({letter: letter.upper() for letter in ascii_lowercase})


class Unchanged(str):
    """A text that is kept already and comes back as it is; no rule judges it anew."""

    __slots__ = ()


def half_width(raw: str) -> str:
    """Return the text with full-width ASCII as plain ASCII and all else untouched."""
    return "".join(_half_width_character(character) for character in raw)


def compact(raw: str) -> str:
    """Return a number as it is meant: half-width, upper case, without spaces or unseen marks."""
    # Only ASCII letters get upper case: elsewhere it may make one letter two (ß, ﬁ) or another (ı).
    return "".join(filter(_is_meant, half_width(raw))).translate(_UPPER)


def without_unseen(text: str) -> str:
    """Return the text without format characters, such as come along when it is copied.

    They hide in schools, employers and addresses what a reviewer reads, or turn it round.
    """
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def code_text(raw: str) -> str:
    """Return a code of letters and digits as it is meant: without the separators in it, too."""
    return "".join(filter(_is_no_separator, compact(raw)))


def is_storable(text: str, *, line_breaks: bool = False) -> bool:
    """Tell whether the text is free of control characters and lone surrogates."""
    allowed = "\n" if line_breaks else ""
    return all(
        character in allowed or unicodedata.category(character) not in _UNSTORABLE
        for character in text
    )


def _is_meant(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in _UNMEANT


def _is_no_separator(character: str) -> bool:
    category = unicodedata.category(character)
    return category not in _DASHES and character not in _OTHER_SEPARATORS


def _half_width_character(character: str) -> str:
    code_point = ord(character)
    if _FULL_WIDTH_START <= code_point <= _FULL_WIDTH_END:
        return chr(code_point - _WIDTH_SHIFT)
    return character
