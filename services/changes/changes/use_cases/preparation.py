"""What was fetched and checked before an application is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from casework.domain.applicants import Applicant
from casework.reservations import Reservation
from chassis.db import UnitOfWork
from contracts.errors import Conflict

from changes.files import Claimed

# What a commit may take at most: after it, another case may be reserved.
COMMIT_MARGIN = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The person as registered, their files in our bucket, and the reservation of the case."""

    person: Mapping[str, Any]
    claimed: Claimed
    reservation: Reservation

    @property
    def person_id(self) -> str:
        """Return whom the application is about."""
        person_id: str = self.person["person_id"]
        return person_id

    @property
    def applicant(self) -> Applicant:
        """Return the person as registered."""
        return Applicant.from_dict(self.person)


def ensure_reserved(uow: UnitOfWork, reservation: Reservation) -> None:
    """Refuse to store a case whose reservation may expire before the commit."""
    if not reservation.lasts(uow.now, COMMIT_MARGIN):
        raise Conflict("changes.hold_expired")
