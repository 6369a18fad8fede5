"""What a reviewer reads of a change, an application or an entry: the `data` of its case."""

from marshmallow import Schema, fields

from contracts.schemas.changes.answers import (
    ChangeContent,
    ChangeHead,
    CreditContent,
    EntryContent,
    FileAnswer,
)
from contracts.schemas.collection.review import ReviewedPerson


class OfPerson(Schema):
    """The person in full, to be compared with the documents."""

    person = fields.Nested(ReviewedPerson, required=True)


class ChangeReviewData(ChangeHead, ChangeContent, OfPerson):
    """A change in full: every field before and after."""


class CreditReviewData(CreditContent, OfPerson):
    """An application with its proofs."""

    proofs = fields.List(fields.Nested(FileAnswer), required=True)


class RewardPenaltyReviewData(EntryContent, OfPerson):
    """An entry as it was recorded."""

    recorded_by_name = fields.String(required=True)
