"""A person has moved to another authority: what is open moves with them (R5.2.2)."""

from casework.domain.states import OPEN_STATES
from chassis.db import UnitOfWork
from sqlalchemy import update

from changes import models

CASES = (models.ChangeCase, models.CreditCase, models.RewardPenaltyCase)


def follow_transfer(
    uow: UnitOfWork, person_id: str, authority_id: str, name: str, path: str
) -> None:
    """Hand the person's open cases to their new authority; a claim of the old one lapses."""
    for case in CASES:
        uow.session.execute(
            update(case)
            .where(
                case.person_id == person_id,
                case.state.in_([state.value for state in OPEN_STATES]),
                case.authority_id != authority_id,
            )
            .values(
                authority_id=authority_id,
                authority_name=name,
                authority_path=path,
                state="submitted",
                claimed_by=None,
                claimed_by_name=None,
                claim_expires_at=None,
                version=case.version + 1,
            )
        )
