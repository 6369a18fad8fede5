"""Employers as cases keep them: by a blind index, so that a table does not say who works where."""

from collections.abc import Iterable

from chassis.crypto import cipher

_PURPOSE = "casework.employer"


def employer_indexes(usccs: Iterable[str]) -> tuple[str, ...]:
    """Return the indexes of unified social credit codes, each once."""
    return tuple(
        cipher().blind_index(uscc.upper(), _PURPOSE).hex() for uscc in dict.fromkeys(usccs)
    )
