"""What a use case fetched from other services before it stores."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from casework.attachments.claiming import (
    ClaimedFiles,
    claim_files,
    file_columns,
    find_used,
)
from casework.cases import use_cases as casework
from casework.cases.kinds import Case, ReviewKind
from casework.domain.actors import Actor
from casework.domain.applicants import Applicant
from casework.ports import Ports
from casework.reservations import Reservation
from chassis.db import UnitOfWork
from chassis.storage.bucket import Wanted
from chassis.storage.staging import StagedFile
from contracts.errors import Conflict

from changes.models import Attachment

# What a commit may take at most: after it, another case may be reserved.
COMMIT_MARGIN = timedelta(seconds=30)
NO_FILES = ClaimedFiles({})


@dataclass(frozen=True, slots=True)
class Prepared:
    """The person as registered, the reservation of the case, and its files in our bucket."""

    applicant: Applicant
    reservation: Reservation
    files: ClaimedFiles = NO_FILES

    @property
    def case_id(self) -> str:
        """Return the id of the case and of what is applied for."""
        return self.reservation.case_id

    @property
    def person_id(self) -> str:
        """Return whom the application is about."""
        return self.applicant.person_id


def claim_wanted(ports: Ports, person_id: str, wanted: Sequence[Wanted]) -> ClaimedFiles:
    """Claim what the person uploaded, or used in an earlier case; raises ValidationFailed."""

    def find_used_files(ids: Collection[str]) -> Mapping[str, StagedFile]:
        return ports.db.read(find_used, Attachment, person_id, ids)

    return claim_files(ports.storage, person_id, wanted, find_used_files)


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


def store_files(uow: UnitOfWork, prepared: Prepared) -> None:
    """Store what is known of the files as those of the case."""
    uow.session.add_all(
        Attachment(
            case_id=prepared.case_id,
            person_id=prepared.person_id,
            key=file.attachment_id,
            claimed_at=uow.now,
            **file_columns(file),
        )
        for file in prepared.files.files.values()
    )
    uow.session.flush()
