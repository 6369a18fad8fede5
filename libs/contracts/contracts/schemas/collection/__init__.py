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
    "CollectionScopes",
    "CollectionStatus",
    "EducationBody",
    "EmploymentBody",
    "Record",
    "RevealBody",
    "RevealedFields",
    "ScopeBody",
    "SubmitBody",
]
