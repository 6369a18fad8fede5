"""The approved record: full values only on a request that is written down (R4.1.2)."""

from typing import Any

from casework import audit
from chassis.clock import to_wire
from chassis.db import UnitOfWork, operation
from contracts.errors import Conflict

from collection.queries.records import find_record


@operation("note_reveal")
def record_reveal(uow: UnitOfWork, person_id: str, paths: list[str]) -> dict[str, Any]:
    """Record that the person asks for full values, and return when."""
    record = find_record(uow.session, person_id)
    if record is None or record.approved_snapshot_id is None:
        raise Conflict("collection.not_approved")
    audit.record(uow, audit.Act("record_revealed", person_id, fields=paths))
    return {"revealed_at": to_wire(uow.now)}
