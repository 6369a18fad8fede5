"""Employers as cases keep them: by a blind index, so that a table does not say who works where."""

from collections.abc import Iterable, Mapping
from typing import Any

from chassis.crypto import cipher
from contracts.context import CallContext

from casework.domain.actors import Actor

_PURPOSE = "casework.employer"


def employer_indexes(usccs: Iterable[str]) -> tuple[str, ...]:
    """Return the indexes of unified social credit codes, each once."""
    return tuple(
        cipher().blind_index(uscc.upper(), _PURPOSE).hex() for uscc in dict.fromkeys(usccs)
    )


def staff_actor(context: CallContext, staff: Mapping[str, Any]) -> Actor:
    """Return the member of staff who calls, as identity answers them."""
    employers = employer_indexes(staff.get("employer_usccs") or ())
    return Actor(context, staff["name"], staff.get("person_id"), employers)
