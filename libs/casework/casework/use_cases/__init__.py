"""What people and reviewers do with a case, one function each."""

from casework.use_cases.access_log import (
    record_attachment_access,
    record_case_access,
    record_refusal,
)
from casework.use_cases.applying import submit_case, withdraw_case
from casework.use_cases.bulk import approve_case_in_bulk
from casework.use_cases.claiming import claim_case, expire_claims, unclaim_case
from casework.use_cases.deciding import approve_case, forward_case, return_case
from casework.use_cases.policies import change_case_policy
from casework.use_cases.second_reviews import decide_second_review

__all__ = [
    "approve_case",
    "approve_case_in_bulk",
    "change_case_policy",
    "claim_case",
    "decide_second_review",
    "expire_claims",
    "forward_case",
    "record_attachment_access",
    "record_case_access",
    "record_refusal",
    "return_case",
    "submit_case",
    "unclaim_case",
    "withdraw_case",
]
