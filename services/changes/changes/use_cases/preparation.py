"""What was fetched and checked before a matter is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from casework.cases.kinds import Applicant
from chassis.db import UnitOfWork
from contracts.errors import Conflict

from changes.clients import Hold, applicant_of
from changes.files import Claimed

# What a commit may take at most: after it, the arbiter may give the place to another.
COMMIT_MARGIN = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The person as registered, their files in our bucket, and the arbiter's leave."""

    person: Mapping[str, Any]
    claimed: Claimed
    hold: Hold

    @property
    def person_id(self) -> str:
        """Return whom the matter is about."""
        person_id: str = self.person["person_id"]
        return person_id

    @property
    def applicant(self) -> Applicant:
        """Return the person as a case keeps them."""
        return applicant_of(self.person, self.hold.employers)


def ensure_held(uow: UnitOfWork, hold: Hold) -> None:
    """Refuse to store a case whose place may be given away before the commit."""
    if uow.now + COMMIT_MARGIN >= hold.expires_at:
        raise Conflict("changes.hold_expired")
