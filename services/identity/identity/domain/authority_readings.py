"""How the name of an authority that was made or renamed here may be typed in letters."""

from contracts.values.spellings import spelled


def spellings_of(name: str) -> str:
    """Return what a name is found by, as the shipped authorities have it; other scripts are left out."""
    # Its tables take memory that only the process of an administrator needs.
    from pypinyin import lazy_pinyin

    return spelled(lazy_pinyin(name, errors="ignore"))
