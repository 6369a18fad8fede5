"""Conflicts of interest (回避): one's own file, what one recorded, one's own employer; and that
nobody takes a case before having declared theirs."""

from collections.abc import Collection
from dataclasses import dataclass

from casework.domain.actors import Actor

OWN_FILE = "casework.own_file"
OWN_RECORD = "casework.own_record"
OWN_EMPLOYER = "casework.own_employer"
FORMER_EMPLOYER = "casework.former_employer"
CONFLICTS = (OWN_FILE, OWN_RECORD, OWN_EMPLOYER, FORMER_EMPLOYER)
UNDECLARED = "casework.interests_undeclared"
REFUSALS = (*CONFLICTS, UNDECLARED)


@dataclass(frozen=True, slots=True)
class CaseSubject:
    """Whom a case is about, who recorded it, and blind indexes of where the person works."""

    person_id: str
    recorded_by: str | None = None
    employer_indexes: Collection[str] = ()


def find_conflict(actor: Actor, subject: CaseSubject) -> str | None:
    """Return the code of what keeps a member of staff from a case, the most serious first."""
    if actor.is_person(subject.person_id):
        return OWN_FILE
    if subject.recorded_by is not None and subject.recorded_by == actor.staff_id:
        return OWN_RECORD
    if not set(actor.employer_indexes).isdisjoint(subject.employer_indexes):
        return OWN_EMPLOYER
    if not set(actor.former_employer_indexes).isdisjoint(subject.employer_indexes):
        return FORMER_EMPLOYER
    return None


def find_obstacle(actor: Actor, subject: CaseSubject, *, holds: bool) -> str | None:
    """Return the code of what keeps a member of staff from a step: a conflict, or no declaration.

    Who `holds` the case, having claimed or decided it before declarations were asked for, goes on.
    """
    conflict = find_conflict(actor, subject)
    if conflict is None and not holds and must_declare(actor):
        return UNDECLARED
    return conflict


def must_declare(actor: Actor) -> bool:
    """Tell whether a reviewer has declared nothing yet, not even that there is nothing."""
    return actor.is_reviewer and actor.has_declared is False
