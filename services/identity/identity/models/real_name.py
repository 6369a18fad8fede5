"""Real-name verification by photos: cases, their history, the photos."""

from datetime import datetime
from typing import Any

from casework.attachments.models import StoredFileMixin
from casework.cases.models import (
    CaseCountMixin,
    CaseEventMixin,
    CaseMixin,
    DecisionCountMixin,
    RecordCustodianMixin,
)
from casework.quality.models import CasePolicyMixin, SecondReviewMixin
from chassis.crypto import EncryptedText
from chassis.db import IdType, Instant
from contracts.real_name import PHOTO_KINDS
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from identity.models.base import Base, one_of


class RealNameCaseCount(CaseCountMixin, Base):
    """How many cases there are, kept by the database."""

    __tablename__ = "real_name_case_counts"


class RealNameDecisionCount(DecisionCountMixin, Base):
    """How many cases each authority decided, kept by the database."""

    __tablename__ = "real_name_decision_counts"


class RecordCustodian(RecordCustodianMixin, Base):
    """Which authority keeps a person's record."""


class RealNameCase(CaseMixin, Base):
    """The verification of one person; the photos named are those of the present round."""

    __tablename__ = "real_name_cases"
    count_model = RealNameCaseCount
    decision_count_model = RealNameDecisionCount

    portrait_side_id: Mapped[str | None] = mapped_column(IdType)
    reverse_side_id: Mapped[str | None] = mapped_column(IdType)
    holding_id: Mapped[str | None] = mapped_column(IdType)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        """Return the mixin's constraints and 'one case a person'."""
        one_each = Index("uq_real_name_cases_person_id", "person_id", unique=True)
        return (*super().__table_args__, one_each)

    def photo_ids(self) -> dict[str, str]:
        """Return the attachment id of each photo of the present round, by slot."""
        ids = {slot: getattr(self, f"{slot}_id") for slot in PHOTO_KINDS}
        return {slot: photo_id for slot, photo_id in ids.items() if photo_id}


class RealNameCaseEvent(CaseEventMixin, Base):
    """One step of a real-name case."""

    __tablename__ = "real_name_case_events"


class CasePolicy(CasePolicyMixin, Base):
    """One decision on how a kind of case is reviewed."""


class SecondReview(SecondReviewMixin, Base):
    """The second review of an approval that was sampled."""


class RealNamePhoto(StoredFileMixin, Base):
    """A photo that was submitted, in this round or an earlier one; the bytes are in the bucket."""

    __tablename__ = "real_name_photos"
    __table_args__ = (CheckConstraint(one_of("slot", *PHOTO_KINDS), name="slot"),)

    attachment_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("real_name_cases.case_id"), index=True)
    slot: Mapped[str] = mapped_column(Text)
    object_key: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(EncryptedText("identity.file_name"))
    submitted_at: Mapped[datetime] = mapped_column(Instant)
