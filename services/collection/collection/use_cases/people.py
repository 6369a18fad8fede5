"""Who may collect: people whose identity is verified (R2.3.1)."""

import json
from datetime import datetime

from casework.domain.applicants import Applicant
from chassis.db import UnitOfWork
from sqlalchemy.dialects.postgresql import insert

from collection.models import Person


def note_verified(uow: UnitOfWork, person_id: str, verified_at: datetime) -> None:
    """Note that a person's identity is verified; the first note stands."""
    row = {"person_id": person_id, "verified_at": verified_at}
    uow.session.execute(insert(Person).values(row).on_conflict_do_nothing())


def remember_person(uow: UnitOfWork, person: Applicant) -> None:
    """Keep the fixed fields of a verified person as identity tells them now."""
    note_verified(uow, person.person_id, uow.now)
    row = uow.session.get_one(Person, person.person_id)
    row.facts = json.dumps(person.to_dict(), ensure_ascii=False)
    row.facts_at = uow.now
