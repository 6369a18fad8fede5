"""What people and reviewers do with a case, one function each."""

from casework.use_cases.applying import submit_case, withdraw_case
from casework.use_cases.bulk import approve_case_in_bulk
from casework.use_cases.claiming import claim_case, expire_claims, release_case
from casework.use_cases.deciding import approve_case, forward_case, return_case
from casework.use_cases.looking import note_attachment, note_opening, note_refusal
from casework.use_cases.policies import change_case_policy
from casework.use_cases.second_reviews import settle_second_review

__all__ = [
    "approve_case",
    "approve_case_in_bulk",
    "change_case_policy",
    "claim_case",
    "expire_claims",
    "forward_case",
    "note_attachment",
    "note_opening",
    "note_refusal",
    "release_case",
    "return_case",
    "settle_second_review",
    "submit_case",
    "withdraw_case",
]
