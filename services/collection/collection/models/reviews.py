"""The reviewed case of collection: the tables of casework."""

from casework.cases.models import (
    CaseCountMixin,
    CaseEventMixin,
    CaseMixin,
    DecisionCountMixin,
)
from casework.quality.models import CasePolicyMixin, SecondReviewMixin

from collection.models.base import Base


class CaseCount(CaseCountMixin, Base):
    """How many cases there are, kept by the database."""

    __tablename__ = "case_counts"


class DecisionCount(DecisionCountMixin, Base):
    """How many cases each authority decided, kept by the database."""

    __tablename__ = "decision_counts"


class Case(CaseMixin, Base):
    """The review of a record; its case id is the record's id."""

    __tablename__ = "cases"
    count_model = CaseCount
    decision_count_model = DecisionCount


class CaseEvent(CaseEventMixin, Base):
    """One step of a review."""

    __tablename__ = "case_events"


class CasePolicy(CasePolicyMixin, Base):
    """One decision on how a kind of case is reviewed."""


class SecondReview(SecondReviewMixin, Base):
    """The second review of an approval that was sampled."""
