"""Tidying that all values typed by people need."""

import unicodedata

_FULL_WIDTH_START, _FULL_WIDTH_END, _WIDTH_SHIFT = 0xFF01, 0xFF5E, 0xFEE0
_UNSTORABLE = frozenset({"Cc", "Cs"})
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def half_width(raw: str) -> str:
    """Return the text with full-width ASCII as plain ASCII and all else untouched."""
    return "".join(_half_width_character(character) for character in raw)


def compact(raw: str) -> str:
    """Return a number or code as it is meant: half-width, upper case, without any space."""
    return "".join(half_width(raw).translate(_INVISIBLE).split()).upper()


def is_storable(text: str, *, line_breaks: bool = False) -> bool:
    """Tell whether the text is free of control characters and lone surrogates."""
    allowed = "\n" if line_breaks else ""
    return all(
        character in allowed or unicodedata.category(character) not in _UNSTORABLE
        for character in text
    )


def _half_width_character(character: str) -> str:
    code_point = ord(character)
    if _FULL_WIDTH_START <= code_point <= _FULL_WIDTH_END:
        return chr(code_point - _WIDTH_SHIFT)
    return character
