"""Tables of transfer. A transfer and its case have one id; a new application is a new case."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from casework.attachments.models import CaseFileMixin
from casework.cases.models import (
    CaseCountMixin,
    CaseEventMixin,
    CaseMixin,
    DecisionCountMixin,
    RecordCustodianMixin,
    state_in,
)
from casework.domain.states import OPEN_STATES_WITH_ORIGIN_CONSENT, State
from casework.quality.models import CasePolicyMixin, SecondReviewMixin
from chassis.crypto import EncryptedText
from chassis.db import IdType, Instant, service_metadata
from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, composite, declared_attr, mapped_column

from transfer.domain.authorities import SCOPES, RegionalAuthority
from transfer.domain.policies import POLICIES
from transfer.domain.reasons import REASONS

ONE_OPEN_EACH = "uq_cases_open_person"


class Base(DeclarativeBase):
    """The declarative base of transfer's tables."""

    metadata = service_metadata()


def _one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class CaseCount(CaseCountMixin, Base):
    """How many cases there are, kept by the database."""

    __tablename__ = "case_counts"


class DecisionCount(DecisionCountMixin, Base):
    """How many cases each authority decided, kept by the database."""

    __tablename__ = "decision_counts"


class RecordCustodian(RecordCustodianMixin, Base):
    """Which authority keeps a person's record."""


class Case(CaseMixin, Base):
    """The review of a transfer, by one authority or by two; one open case a person."""

    __tablename__ = "cases"
    count_model = CaseCount
    decision_count_model = DecisionCount
    open_states: ClassVar[tuple[State, ...]] = OPEN_STATES_WITH_ORIGIN_CONSENT

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        """Return the mixin's constraints and the last guard of 'one open transfer a person'."""
        is_open = text(state_in(cls.open_states))
        one_each = Index(ONE_OPEN_EACH, "person_id", unique=True, postgresql_where=is_open)
        return (*super().__table_args__, one_each)


class CaseEvent(CaseEventMixin, Base):
    """One step of the review of a transfer."""

    __tablename__ = "case_events"


class Transfer(Base):
    """What the person asked for; the policy is the one in force when they did."""

    __tablename__ = "transfers"
    __table_args__ = (
        _one_of("reason", REASONS),
        _one_of("policy", POLICIES),
        _one_of("scope", SCOPES),
        Index("ix_transfers_person_id", "person_id", "submitted_at", "transfer_id"),
    )

    transfer_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    person_id: Mapped[str] = mapped_column(IdType)
    reason: Mapped[str] = mapped_column(Text)
    policy: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    from_authority_id: Mapped[str] = mapped_column(Text)
    from_authority_name: Mapped[str] = mapped_column(Text)
    from_authority_path: Mapped[str] = mapped_column(Text)
    from_region_code: Mapped[str | None] = mapped_column(Text)
    to_authority_id: Mapped[str] = mapped_column(Text)
    to_authority_name: Mapped[str] = mapped_column(Text)
    to_authority_path: Mapped[str] = mapped_column(Text)
    to_region_code: Mapped[str | None] = mapped_column(Text)
    details: Mapped[str] = mapped_column(EncryptedText("transfer.details"))
    remark: Mapped[str | None] = mapped_column(EncryptedText("transfer.remark"))
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    effective_at: Mapped[datetime | None] = mapped_column(Instant)

    # Where the person belongs, and where they want to belong.
    origin: Mapped[RegionalAuthority] = composite(
        *("from_authority_id", "from_authority_name", "from_authority_path", "from_region_code")
    )
    target: Mapped[RegionalAuthority] = composite(
        *("to_authority_id", "to_authority_name", "to_authority_path", "to_region_code")
    )

    def lead_to(self, target: RegionalAuthority) -> None:
        """Set the authority that the person wants to belong to, and how far it is."""
        self.target = target
        self.scope = self.origin.scope_to(target)


class Proof(CaseFileMixin, Base):
    """A file in our bucket under its id, as one transfer shows it; a later one may again."""

    __tablename__ = "proofs"
    __table_args__ = (
        Index("ix_proofs_attachment_id", "attachment_id"),
        Index("ix_proofs_person_id", "person_id"),
    )

    transfer_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    position: Mapped[int] = mapped_column("place")
    file_name: Mapped[str] = mapped_column(EncryptedText("transfer.file_name"))


class ReviewPolicy(Base):
    """One decision on who reviews transfers; the highest version is in force."""

    __tablename__ = "review_policies"
    __table_args__ = (_one_of("policy", POLICIES),)

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    policy: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str] = mapped_column(Text)


class CasePolicy(CasePolicyMixin, Base):
    """One decision on how a kind of case is reviewed."""


class SecondReview(SecondReviewMixin, Base):
    """The second review of a sampled approval."""
