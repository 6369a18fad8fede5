"""What people and reviewers do with a case, one function each."""

from casework.cases.use_cases.access_log import (
    record_case_access,
    record_refusal,
)
from casework.cases.use_cases.claiming import claim_case, expire_claims, unclaim_case
from casework.cases.use_cases.custody import (
    RecordMove,
    follow_record,
    hand_over_cases,
    is_overtaken,
)
from casework.cases.use_cases.deciding import approve_case, forward_case, return_case
from casework.cases.use_cases.reindexing import index_by_name_key
from casework.cases.use_cases.submitting import (
    find_or_create_locked,
    submit_case,
    withdraw_case,
    withdraw_for_system,
)

__all__ = [
    "RecordMove",
    "approve_case",
    "claim_case",
    "expire_claims",
    "find_or_create_locked",
    "follow_record",
    "forward_case",
    "hand_over_cases",
    "index_by_name_key",
    "is_overtaken",
    "record_case_access",
    "record_refusal",
    "return_case",
    "submit_case",
    "unclaim_case",
    "withdraw_case",
    "withdraw_for_system",
]
