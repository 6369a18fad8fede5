"""Bodies and answers of collection (信息采集): shapes and value rules.

What belongs together across fields is judged by the service.
"""

from contracts.schemas.collection.answers import (
    AuthoritySuggestions,
    CollectionAnswer,
    CollectionStatus,
    Record,
    RevealedFields,
)
from contracts.schemas.collection.bodies import (
    AuthorityBody,
    BasicBody,
    EducationBody,
    EmploymentBody,
    RevealBody,
    ScopeBody,
    SubmitBody,
)
from contracts.schemas.collection.review import CollectionReviewData

__all__ = [
    "AuthorityBody",
    "AuthoritySuggestions",
    "BasicBody",
    "CollectionAnswer",
    "CollectionReviewData",
    "CollectionStatus",
    "EducationBody",
    "EmploymentBody",
    "Record",
    "RevealBody",
    "RevealedFields",
    "ScopeBody",
    "SubmitBody",
]
