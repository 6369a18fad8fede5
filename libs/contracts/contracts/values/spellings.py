"""How what is read in syllables may be typed: in full or by initials, from any syllable on."""

import re
from collections.abc import Iterator, Sequence

# Longer readings are no words any more.
MAX_SYLLABLES = 10
_LETTERS = re.compile(r"[a-z]{2,60}")


def spellings(syllables: Sequence[str]) -> Iterator[str]:
    """Return what may be typed for a text, from each of its syllables on."""
    for start in range(len(syllables)):
        some = syllables[start : start + MAX_SYLLABLES]
        yield "".join(some)
        yield "".join(syllable[0] for syllable in some)


def spelled(syllables: Sequence[str]) -> str:
    """Return all spellings as one text, a blank before each, to be searched for ` letters`."""
    return "".join(f" {spelling}" for spelling in dict.fromkeys(spellings(syllables)))


def letters_of(word: str) -> str | None:
    """Return a folded word as letters of a reading, None for what is no reading."""
    letters = word.replace("ü", "v")
    return letters if _LETTERS.fullmatch(letters) else None
