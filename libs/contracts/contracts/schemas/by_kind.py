"""Answers whose shape follows from one of their members: a case from its kind, a change from its page.

Schemas of the left say what is common to all; the document shows the typed ones in their place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, validate

from contracts.schemas.changes import by_section
from contracts.schemas.changes.answers import ChangeAnswer
from contracts.schemas.changes.review import (
    ChangeReviewData,
    CreditReviewData,
    RewardPenaltyReviewData,
)
from contracts.schemas.collection.review import CollectionReviewData
from contracts.schemas.review_data import (
    PhoneRecoveryReviewData,
    RealNameReviewData,
    TransferReviewData,
)
from contracts.schemas.reviews import ReviewDetail


def _kind(code: str) -> fields.String:
    about = {"description": "申请类型", "example": code}
    return fields.String(required=True, validate=validate.OneOf((code,)), metadata=about)


def _data(schema: type[Schema]) -> Any:
    about = {"description": "申请内容；不是审核员的看到脱敏后的内容"}
    return fields.Nested(schema, required=True, metadata=about)


class CollectionReview(ReviewDetail):
    """A collection under review."""

    kind = _kind("collection")
    data = _data(CollectionReviewData)


class ChangeReview(ReviewDetail):
    """A change under review."""

    kind = _kind("change")
    data = _data(ChangeReviewData)


class TransferReview(ReviewDetail):
    """A transfer under review."""

    kind = _kind("transfer")
    data = _data(TransferReviewData)


class RealNameReview(ReviewDetail):
    """A real-name verification under review."""

    kind = _kind("real_name")
    data = _data(RealNameReviewData)


class CreditReview(ReviewDetail):
    """An application for credits under review."""

    kind = _kind("credit")
    data = _data(CreditReviewData)


class RewardPenaltyReview(ReviewDetail):
    """A reward or penalty under review."""

    kind = _kind("reward_penalty")
    data = _data(RewardPenaltyReviewData)


class PhoneRecoveryReview(ReviewDetail):
    """An application for another number under review."""

    kind = _kind("phone_recovery")
    data = _data(PhoneRecoveryReviewData)


@dataclass(frozen=True, slots=True)
class Variants:
    """The schemas that stand for one, by the values of the member that tells them apart."""

    member: str
    schemas: Mapping[str, type[Schema]]


TYPED: Mapping[type[Schema], Variants] = {
    ReviewDetail: Variants(
        "kind",
        {
            "collection": CollectionReview,
            "change": ChangeReview,
            "transfer": TransferReview,
            "real_name": RealNameReview,
            "credit": CreditReview,
            "reward_penalty": RewardPenaltyReview,
            "phone_recovery": PhoneRecoveryReview,
        },
    ),
    ChangeAnswer: Variants(
        "section",
        {
            "basic": by_section.BasicChange,
            "education": by_section.EducationChange,
            "employment": by_section.EmploymentChange,
        },
    ),
    ChangeReviewData: Variants(
        "section",
        {
            "basic": by_section.BasicChangeData,
            "education": by_section.EducationChangeData,
            "employment": by_section.EmploymentChangeData,
        },
    ),
}
