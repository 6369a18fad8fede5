"""What a use case fetched from other services before it stores."""

from dataclasses import dataclass
from datetime import timedelta

from casework.cases import use_cases as casework
from casework.cases.kinds import Case, ReviewKind
from casework.domain.actors import Actor
from casework.domain.applicants import Applicant
from casework.reservations import Reservation
from chassis.db import UnitOfWork
from contracts.errors import Conflict

from changes.files import Claimed

# What a commit may take at most: after it, another case may be reserved.
COMMIT_MARGIN = timedelta(seconds=30)
NO_FILES = Claimed({})


@dataclass(frozen=True, slots=True)
class Prepared:
    """The person as registered, the reservation of the case, and its files in our bucket."""

    applicant: Applicant
    reservation: Reservation
    files: Claimed = NO_FILES

    @property
    def case_id(self) -> str:
        """Return the id of the case and of what is applied for."""
        return self.reservation.case_id

    @property
    def person_id(self) -> str:
        """Return whom the application is about."""
        return self.applicant.person_id


def ensure_reserved(uow: UnitOfWork, reservation: Reservation) -> None:
    """Refuse to store a case whose reservation may expire before the commit."""
    if not reservation.lasts(uow.now, COMMIT_MARGIN):
        raise Conflict("changes.hold_expired")


def submit_case(
    uow: UnitOfWork, review: ReviewKind, prepared: Prepared, actor: Actor | None = None
) -> Case:
    """Send what was prepared to review; the actor is the person unless one is named."""
    reservation = prepared.reservation
    return casework.submit_case(
        uow,
        review,
        reservation.case_id,
        prepared.applicant,
        reservation.authority,
        actor,
        employers=reservation.employers,
    )
