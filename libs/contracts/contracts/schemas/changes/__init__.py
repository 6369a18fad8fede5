"""Bodies and answers of changes."""

from contracts.schemas.changes.answers import (
    ChangeAnswer,
    ChangeList,
    CreditApplicationAnswer,
    CreditApplicationList,
    RecordedEntry,
    RecordedEntryList,
    RewardPenaltyAnswer,
    RewardPenaltyList,
)
from contracts.schemas.changes.bodies import (
    CreditApplicationBody,
    CreditApproveBody,
    FieldPolicyBody,
    RewardPenaltyBody,
    SubmitChangeBody,
)
from contracts.schemas.changes.policies import (
    ChangePolicies,
    FieldPolicy,
    FieldPolicyChangeList,
    FieldPolicyList,
)
from contracts.schemas.changes.review import (
    ChangeReviewData,
    CreditReviewData,
    RewardPenaltyReviewData,
)

__all__ = [
    "ChangeAnswer",
    "ChangeList",
    "ChangePolicies",
    "ChangeReviewData",
    "CreditApplicationAnswer",
    "CreditApplicationBody",
    "CreditApplicationList",
    "CreditApproveBody",
    "CreditReviewData",
    "FieldPolicy",
    "FieldPolicyBody",
    "FieldPolicyChangeList",
    "FieldPolicyList",
    "RecordedEntry",
    "RecordedEntryList",
    "RewardPenaltyAnswer",
    "RewardPenaltyBody",
    "RewardPenaltyList",
    "RewardPenaltyReviewData",
    "SubmitChangeBody",
]
