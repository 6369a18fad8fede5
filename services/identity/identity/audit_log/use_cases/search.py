"""Searching the audit log is itself written into it."""

from dataclasses import asdict

from casework import audit
from chassis.clock import to_wire
from chassis.db import UnitOfWork

from identity.audit_log.domain.filters import AuditFilters


def record_search(uow: UnitOfWork, filters: AuditFilters) -> None:
    """Write down that staff searches the log, and for what."""
    asked = {
        name: to_wire(value) if name in ("since", "until") else value
        for name, value in asdict(filters).items()
        if value is not None and name != "person_id"
    }
    audit.record(uow, audit.Act("audit_searched", filters.person_id, details=asked))
