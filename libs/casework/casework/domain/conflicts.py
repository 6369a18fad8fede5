"""Who must leave a case to others (回避): their own file, what they recorded, their own employer."""

from collections.abc import Collection
from dataclasses import dataclass

OWN_FILE = "casework.own_file"
OWN_RECORD = "casework.own_record"
OWN_EMPLOYER = "casework.own_employer"
CONFLICTS = (OWN_FILE, OWN_RECORD, OWN_EMPLOYER)


@dataclass(frozen=True, slots=True)
class Party:
    """What is known of a member of staff: their own file, and blind indexes of their employers."""

    staff_id: str | None = None
    person_id: str | None = None
    employers: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """Whom a case is about, who recorded it, and blind indexes of where the person works."""

    person_id: str
    recorded_by: str | None = None
    employers: Collection[str] = ()


def find_conflict(party: Party, matter: Matter) -> str | None:
    """Return the code of what keeps a member of staff from a case, the gravest first."""
    if party.person_id is not None and party.person_id == matter.person_id:
        return OWN_FILE
    if matter.recorded_by is not None and matter.recorded_by == party.staff_id:
        return OWN_RECORD
    if not set(party.employers).isdisjoint(matter.employers):
        return OWN_EMPLOYER
    return None
