"""What people and reviewers do with a case, one function each."""

from casework.use_cases.applying import submit_case, withdraw_case
from casework.use_cases.claiming import claim_case, expire_claims, release_case
from casework.use_cases.deciding import approve_case, forward_case, return_case

__all__ = [
    "approve_case",
    "claim_case",
    "expire_claims",
    "forward_case",
    "release_case",
    "return_case",
    "submit_case",
    "withdraw_case",
]
