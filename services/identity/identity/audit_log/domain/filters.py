"""The filters of a search in the audit log."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """The filters of one search; the period is from `since` to before `until`."""

    person_id: str | None = None
    staff_id: str | None = None
    authority_id: str | None = None
    action: str | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
