"""Certifications of people by Alipay."""

from datetime import datetime

from chassis.crypto import BlindIndex
from chassis.db import IdType, Instant
from contracts.real_name import CERTIFICATION_STATES
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from identity.models.base import Base, one_of

_OPEN = "state IN ('waiting', 'scanned')"


class AlipayCertification(Base):
    """One certification, from the moment before Alipay is asked for it; no personal value in it.

    `certify_id` is Alipay's and empty until it has answered. `identity_digest` is of the name and
    number that Alipay was given: whoever changes theirs meanwhile has not been certified.
    `turn_until` says that somebody is asking Alipay, `asked_at` when it answered last.
    """

    __tablename__ = "alipay_certifications"
    __table_args__ = (
        CheckConstraint(one_of("state", *CERTIFICATION_STATES), name="state"),
        Index("ix_alipay_certifications_person_id_created_at", "person_id", "created_at"),
        Index("ix_alipay_certifications_open", "asked_at", postgresql_where=text(_OPEN)),
    )

    certification_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("accounts.person_id"))
    order_number: Mapped[str] = mapped_column("outer_order_no", Text, unique=True)
    certify_id: Mapped[str | None] = mapped_column(Text, unique=True)
    identity_digest: Mapped[bytes] = mapped_column(BlindIndex("identity.certified"))
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    questions: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    turn_until: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
