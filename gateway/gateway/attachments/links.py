"""Links in documents: where they lead, however they are spelled."""

import html
import re
import unicodedata
from urllib.parse import unquote

ALLOWED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"([^/?#]*?):(.*)", re.DOTALL)
_PORT = re.compile(r"\d{1,5}(?:[/?#].*)?", re.DOTALL)
_ROUNDS = 4


def is_harmless_link(link: str) -> bool:
    """Return whether a link leads to the web, to a mail or a phone number, or stays where it is."""
    spelled = _plain(link)
    # Servers of a local network, where a viewer would log in by itself.
    if spelled.startswith(("\\", "//")):
        return False
    found = _SCHEME.match(spelled)
    if found is None:
        return True
    scheme, rest = found.groups()
    return scheme in ALLOWED_SCHEMES or ("." in scheme and bool(_PORT.fullmatch(rest)))


def _plain(link: str) -> str:
    """Undo what viewers and browsers undo: escapes, entities, widths, blanks and control marks."""
    for _ in range(_ROUNDS):
        undone = unicodedata.normalize("NFKC", html.unescape(unquote(link)))
        if undone == link:
            break
        link = undone
    return "".join(c for c in link if unicodedata.category(c)[0] not in "CZ").lower()
