"""A person has moved to another authority: what is open moves with them (R5.2.2)."""

from casework.cases.kinds import Authority
from casework.cases.use_cases import RecordMove, is_overtaken
from casework.domain.states import OPEN_STATES
from chassis.db import UnitOfWork
from sqlalchemy import update

from changes import models

CASES = (models.ChangeCase, models.CreditCase, models.RewardPenaltyCase)


def follow_transfer(
    uow: UnitOfWork, move: RecordMove, from_authority_id: str, to: Authority
) -> None:
    """Hand the person's open cases to their new authority; a claim of the former one lapses.

    Only cases of the former authority go: an event that comes late finds none, or has been
    overtaken by a later one and does nothing.
    """
    if is_overtaken(uow, models.RecordCustodian, move):
        return
    for case in CASES:
        uow.session.execute(
            update(case)
            .where(
                case.person_id == move.person_id,
                case.state.in_([state.value for state in OPEN_STATES]),
                case.authority_id == from_authority_id,
            )
            .values(
                authority_id=to.authority_id,
                authority_name=to.name,
                authority_path=to.path,
                state="submitted",
                claimed_by=None,
                claimed_by_name=None,
                claim_expires_at=None,
                version=case.version + 1,
            )
        )
