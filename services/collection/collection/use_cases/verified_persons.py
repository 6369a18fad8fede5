"""Who may collect: people whose identity is verified (R2.3.1)."""

import json
from datetime import datetime

from casework.domain.applicants import Applicant
from chassis.db import UnitOfWork
from sqlalchemy.dialects.postgresql import insert

from collection.models import Person


def record_verification(uow: UnitOfWork, person_id: str, verified_at: datetime) -> None:
    """Record that a person's identity is verified; the first record stands."""
    row = {"person_id": person_id, "verified_at": verified_at}
    uow.session.execute(insert(Person).values(row).on_conflict_do_nothing())


def store_applicant(uow: UnitOfWork, person: Applicant) -> None:
    """Keep the fixed fields of a verified person as identity answers them now."""
    record_verification(uow, person.person_id, uow.now)
    row = uow.session.get_one(Person, person.person_id)
    row.facts = json.dumps(person.to_dict(), ensure_ascii=False)
    row.facts_at = uow.now
