"""Bodies and answers of collection (信息采集): shapes and value rules.

What belongs together across fields is judged by the service.
"""

from contracts.schemas.collection.answers import (
    AuthoritySuggestions,
    CollectionAnswer,
    CollectionScopes,
    CollectionStatus,
    Record,
    RevealedFields,
)
from contracts.schemas.collection.basic import BasicAnswer, BasicBody
from contracts.schemas.collection.bodies import AuthorityBody, RevealBody, ScopeBody, SubmitBody
from contracts.schemas.collection.education import EducationAnswer, EducationBody
from contracts.schemas.collection.employment import (
    AccountingExperience,
    EmploymentAnswer,
    EmploymentBody,
    ExperienceAnswer,
)
from contracts.schemas.collection.review import CollectionReviewData

__all__ = [
    "AccountingExperience",
    "AuthorityBody",
    "AuthoritySuggestions",
    "BasicAnswer",
    "BasicBody",
    "CollectionAnswer",
    "CollectionReviewData",
    "CollectionScopes",
    "CollectionStatus",
    "EducationAnswer",
    "EducationBody",
    "EmploymentAnswer",
    "EmploymentBody",
    "ExperienceAnswer",
    "Record",
    "RevealBody",
    "RevealedFields",
    "ScopeBody",
    "SubmitBody",
]
