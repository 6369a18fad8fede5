"""How a kind is reviewed, as the platform's administrator decides it."""

from dataclasses import asdict
from typing import Any

from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts.errors import PreconditionFailed, Violation
from sqlalchemy import func, select

from casework import audit
from casework.cases.kinds import ReviewKind
from casework.domain.policies import CasePolicy
from casework.quality.policies_in_force import policy_in_force


def change_case_policy(
    uow: UnitOfWork,
    review: ReviewKind,
    policy: CasePolicy,
    note: str | None,
    expected_version: int | None,
) -> dict[str, Any]:
    """Decide how a kind is reviewed from now on; the same policy again is no change.

    Raises ValidationFailed for a field that is never approved in bulk, PreconditionFailed when
    somebody else has decided meanwhile.
    """
    raise_if(_find_violations(review, policy))
    # Two decisions at once would otherwise both follow the same one.
    uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(review.kind))))
    version, present = policy_in_force(uow.session, review)
    if expected_version not in (None, version):
        raise PreconditionFailed(details={"current_version": version})
    if policy != present:
        make: Any = review.policy_model
        uow.session.add(
            make(
                kind=review.kind,
                version=version + 1,
                bulk_approve=policy.bulk_approve,
                bulk_fields=list(policy.bulk_fields),
                second_review_per_mille=policy.second_review_per_mille,
                note=note,
                changed_at=uow.now,
                changed_by=uow.context.actor_id,
                request_id=uow.context.request_id,
            )
        )
        decided = {"before": asdict(present), "after": asdict(policy), "version": version + 1}
        act = audit.Act("case_policy_changed", case_kind=review.kind, details=decided)
        audit.record(uow, act)
    return {}


def _find_violations(review: ReviewKind, policy: CasePolicy) -> list[Violation]:
    choices = review.bulk_choices()
    return [
        Violation(f"bulk_fields[{index}]", "casework.field_never_in_bulk")
        for index, path in enumerate(policy.bulk_fields)
        if path not in choices
    ]
