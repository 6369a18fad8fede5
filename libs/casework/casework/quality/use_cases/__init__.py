"""What is decided about reviews: policies, approvals in bulk, second reviews."""

from casework.quality.use_cases.bulk import approve_case_in_bulk
from casework.quality.use_cases.policies import change_case_policy
from casework.quality.use_cases.second_reviews import decide_second_review

__all__ = ["approve_case_in_bulk", "change_case_policy", "decide_second_review"]
