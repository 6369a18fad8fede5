"""Columns of the policies of review and of second reviews, mixed into the owner's tables.

`casework.migrations.create_oversight_tables` makes them.
"""

from datetime import datetime
from typing import Any

from chassis.db import IdType, Instant
from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import conv

from casework.domain.second_reviews import SecondState


class CasePolicyMixin:
    """One decision on how a kind is reviewed; rows are only added, the highest version counts."""

    __tablename__ = "case_policies"

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    bulk_approve: Mapped[bool]
    bulk_fields: Mapped[list[str]] = mapped_column(JSONB)
    second_review_per_mille: Mapped[int]
    note: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str] = mapped_column(Text)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        share = "second_review_per_mille BETWEEN 0 AND 1000"
        return (CheckConstraint(share, name=conv(f"ck_{cls.__tablename__}_share")),)


class SecondReviewMixin:
    """The second review of an approval that was sampled; `policy_version` says by which policy."""

    __tablename__ = "second_reviews"

    case_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    person_id: Mapped[str] = mapped_column(IdType)
    masked_name: Mapped[str] = mapped_column(Text)
    authority_id: Mapped[str] = mapped_column(Text)
    authority_name: Mapped[str] = mapped_column(Text)
    authority_path: Mapped[str] = mapped_column(Text)
    custodian_path: Mapped[str | None] = mapped_column(Text)
    approved_at: Mapped[datetime] = mapped_column(Instant)
    approved_by: Mapped[str] = mapped_column(Text)
    approved_by_name: Mapped[str] = mapped_column(Text)
    policy_version: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(Text)
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    reviewed_by: Mapped[str | None] = mapped_column(Text)
    reviewed_by_name: Mapped[str | None] = mapped_column(Text)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    note: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int]

    @property
    def access_path(self) -> str:
        """Return the authority whose staff have access, as of the case."""
        return self.custodian_path or self.authority_path

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        table = cls.__tablename__
        known = ", ".join(repr(str(state)) for state in SecondState)
        by_another = "reviewed_by IS NULL OR reviewed_by <> approved_by"
        return (
            CheckConstraint(f"state IN ({known})", name=conv(f"ck_{table}_state")),
            CheckConstraint(by_another, name=conv(f"ck_{table}_by_another")),
            Index(
                f"ix_{table}_scope",
                *("kind", "authority_path", "state", "due_at", "case_id", "round"),
                postgresql_ops={"authority_path": "text_pattern_ops"},
            ),
            Index(
                f"ix_{table}_custodian",
                *("kind", "custodian_path", "state", "due_at", "case_id", "round"),
                postgresql_ops={"custodian_path": "text_pattern_ops"},
                postgresql_where=text("custodian_path IS NOT NULL"),
            ),
        )
