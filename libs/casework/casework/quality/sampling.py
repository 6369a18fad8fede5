"""Which approvals get a second review: a sample of each kind (R6.3, ADR 0065)."""

from typing import Any

from chassis.db import UnitOfWork

from casework.cases.kinds import Case, ReviewKind
from casework.domain.policies import is_sampled
from casework.domain.second_reviews import SecondState
from casework.quality.policies_in_force import policy_in_force


def sample_for_second_review(uow: UnitOfWork, review: ReviewKind, case: Case) -> None:
    """Put an approval that has just been made into the sample, if its sampling number says so."""
    version, policy = policy_in_force(uow.session, review)
    if not is_sampled(review.sampling_number(case), policy.second_review_per_mille):
        return
    copied = ("case_id", "round", "kind", "person_id", "masked_name")
    of_authority = ("authority_id", "authority_name", "authority_path")
    make: Any = review.second_review_model
    uow.session.add(
        make(
            **{name: getattr(case, name) for name in (*copied, *of_authority)},
            approved_at=case.decided_at,
            approved_by=case.decided_by,
            approved_by_name=case.decided_by_name,
            policy_version=version,
            due_at=review.service_level(case.authority_id or "").due_at(uow.now),
            state=SecondState.OPEN.value,
            reasons=[],
            version=1,
        )
    )
