"""Tables of changes.

A change takes effect at once or goes through a case of the same id; credit applications and
rewards or penalties always have a case. The object before and after a change is encrypted.
"""

from changes.models.applications import Change, CreditApplication, RewardPenalty
from changes.models.base import Base
from changes.models.cases import (
    CasePolicy,
    ChangeCase,
    ChangeCaseEvent,
    CreditCase,
    CreditCaseEvent,
    RecordCustodian,
    RewardPenaltyCase,
    RewardPenaltyCaseEvent,
    SecondReview,
)
from changes.models.files import Attachment
from changes.models.policies import FieldPolicy, FieldPolicyChange

__all__ = [
    "Attachment",
    "Base",
    "CasePolicy",
    "Change",
    "ChangeCase",
    "ChangeCaseEvent",
    "CreditApplication",
    "CreditCase",
    "CreditCaseEvent",
    "FieldPolicy",
    "FieldPolicyChange",
    "RecordCustodian",
    "RewardPenalty",
    "RewardPenaltyCase",
    "RewardPenaltyCaseEvent",
    "SecondReview",
]
