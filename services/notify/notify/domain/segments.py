"""How many SMS a text is sent and charged as."""

from dataclasses import dataclass

GSM_7 = "gsm7"
UCS_2 = "ucs2"
# A text in one piece, and each piece of a longer one, which gives up room for its number.
_ROOM = {GSM_7: (160, 153), UCS_2: (70, 67)}
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")


@dataclass(frozen=True, slots=True)
class Length:
    """Units that a text takes, in which alphabet, in how many pieces, and the room of a piece."""

    encoding: str
    units: int
    segments: int
    room: int


def length_of(text: str) -> Length:
    """Return how long an SMS is; one character outside of GSM-7 makes all of it UCS-2."""
    encoding = GSM_7 if all(char in _BASIC or char in _EXTENDED for char in text) else UCS_2
    sizes = [_size(char, encoding) for char in text]
    whole, piece = _ROOM[encoding]
    if sum(sizes) <= whole:
        return Length(encoding, sum(sizes), 1, whole)
    return Length(encoding, sum(sizes), _pieces(sizes, piece), piece)


def _size(char: str, encoding: str) -> int:
    if encoding == GSM_7:
        return 2 if char in _EXTENDED else 1
    return 2 if ord(char) > 0xFFFF else 1


def _pieces(sizes: list[int], room: int) -> int:
    """Count pieces; a character of two units is never divided between them."""
    pieces, used = 1, 0
    for size in sizes:
        if used + size > room:
            pieces, used = pieces + 1, 0
        used += size
    return pieces
