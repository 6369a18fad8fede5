"""What may be approved in bulk, and which approvals get a second review (R6.3)."""

from dataclasses import dataclass

PER_MILLE = 1000


@dataclass(frozen=True, slots=True)
class CasePolicy:
    """How the cases of one kind are reviewed.

    `bulk_fields` are the paths that a case approved in bulk may touch, for kinds that tell their
    cases apart by field. `second_review_per_mille` of the approvals are reviewed again.
    """

    bulk_approve: bool = False
    bulk_fields: tuple[str, ...] = ()
    second_review_per_mille: int = 20


def is_sampled(number: int, per_mille: int) -> bool:
    """Tell whether an approval with this sampling number, any whole one, is in the sample."""
    return number % PER_MILLE < per_mille


def is_low_risk(touched: frozenset[str], policy: CasePolicy) -> bool:
    """Tell whether a case touches nothing but what may be approved in bulk."""
    return touched <= frozenset(policy.bulk_fields)
