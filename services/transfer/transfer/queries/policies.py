"""The policy of review, and the decisions that led to it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from transfer.models import ReviewPolicy
from transfer.queries import views

POLICY_HISTORY = 50


def get_policy(session: Session) -> dict[str, Any]:
    """Return the policy in force, and the latest decisions that led to it."""
    latest = select(ReviewPolicy).order_by(ReviewPolicy.version.desc()).limit(POLICY_HISTORY)
    history = [views.policy_view(policy) for policy in session.scalars(latest)]
    return {**history[0], "history": history}
