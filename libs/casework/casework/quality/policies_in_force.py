"""Which policy a kind is reviewed by at present."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.cases.kinds import ReviewKind
from casework.domain.policies import CasePolicy
from casework.quality.models import CasePolicyMixin

# The version of a policy that nobody has changed yet.
FIRST_VERSION = 1


def find_decision(session: Session, review: ReviewKind) -> CasePolicyMixin | None:
    """Return the latest decision on a kind, if there has been one."""
    table = review.policy_model
    latest = select(table).where(table.kind == review.kind).order_by(table.version.desc())
    return session.scalars(latest.limit(1)).first()


def policy_in_force(session: Session, review: ReviewKind) -> tuple[int, CasePolicy]:
    """Return the version and the content of the policy of a kind."""
    return read_policy(find_decision(session, review), review)


def read_policy(decision: CasePolicyMixin | None, review: ReviewKind) -> tuple[int, CasePolicy]:
    """Return a decision's version and content, or what is in force without one."""
    if decision is None:
        return FIRST_VERSION, review.first_policy
    policy = CasePolicy(
        decision.bulk_approve, tuple(decision.bulk_fields), decision.second_review_per_mille
    )
    return decision.version, policy
