"""The reviewed cases: one pair of tables a kind, so that each queue has indexes of its own."""

from casework.cases.models import (
    CaseCountMixin,
    CaseEventMixin,
    CaseMixin,
    DecisionCountMixin,
    RecordCustodianMixin,
)
from casework.quality.models import CasePolicyMixin, SecondReviewMixin
from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from changes.models.base import Base


class ChangeCaseCount(CaseCountMixin, Base):
    """How many cases there are of this kind, kept by the database."""

    __tablename__ = "change_case_counts"


class ChangeDecisionCount(DecisionCountMixin, Base):
    """How many cases of this kind each authority decided, kept by the database."""

    __tablename__ = "change_decision_counts"


class ChangeCase(CaseMixin, Base):
    """The review of a change."""

    __tablename__ = "change_cases"
    count_model = ChangeCaseCount
    decision_count_model = ChangeDecisionCount


class ChangeCaseEvent(CaseEventMixin, Base):
    """One step of the review of a change."""

    __tablename__ = "change_case_events"


class CreditCaseCount(CaseCountMixin, Base):
    """How many cases there are of this kind, kept by the database."""

    __tablename__ = "credit_case_counts"


class CreditDecisionCount(DecisionCountMixin, Base):
    """How many cases of this kind each authority decided, kept by the database."""

    __tablename__ = "credit_decision_counts"


class CreditCase(CaseMixin, Base):
    """The review of a credit application."""

    __tablename__ = "credit_cases"
    count_model = CreditCaseCount
    decision_count_model = CreditDecisionCount


class CreditCaseEvent(CaseEventMixin, Base):
    """One step of the review of a credit application."""

    __tablename__ = "credit_case_events"


class RewardPenaltyCaseCount(CaseCountMixin, Base):
    """How many cases there are of this kind, kept by the database."""

    __tablename__ = "reward_penalty_case_counts"


class RewardPenaltyDecisionCount(DecisionCountMixin, Base):
    """How many cases of this kind each authority decided, kept by the database."""

    __tablename__ = "reward_penalty_decision_counts"


class RewardPenaltyCase(CaseMixin, Base):
    """The review of a reward or penalty by a second member of staff."""

    __tablename__ = "reward_penalty_cases"
    count_model = RewardPenaltyCaseCount
    decision_count_model = RewardPenaltyDecisionCount

    recorded_by: Mapped[str | None] = mapped_column(Text)

    @property
    def recorder(self) -> str | None:
        """Return who recorded the case."""
        return self.recorded_by


class RewardPenaltyCaseEvent(CaseEventMixin, Base):
    """One step of the review of a reward or penalty."""

    __tablename__ = "reward_penalty_case_events"


class CasePolicy(CasePolicyMixin, Base):
    """One decision on how a kind of case is reviewed."""


class SecondReview(SecondReviewMixin, Base):
    """The second review of a sampled approval."""


class RecordCustodian(RecordCustodianMixin, Base):
    """Which authority keeps a person's record."""
