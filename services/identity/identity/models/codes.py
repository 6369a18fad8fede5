"""Captchas, SMS codes, and how often they were used."""

from datetime import datetime

from chassis.crypto import BlindIndex, EncryptedText
from chassis.db import IdType, Instant
from contracts.schemas.identity.fields import CAPTCHA_KINDS, SMS_PURPOSES
from sqlalchemy import CheckConstraint, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from identity.models.base import Base, one_of

# Of replicas of the version before, in a rolling restart.
_FORMER_PURPOSE = "change_phone"


class Captcha(Base):
    """A captcha not yet answered: the first answer, right or wrong, deletes the row.

    `sandbox_text` is filled in a sandbox only.
    """

    __tablename__ = "captchas"
    __table_args__ = (CheckConstraint(one_of("kind", *CAPTCHA_KINDS), name="kind"),)

    captcha_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    answer_hmac: Mapped[bytes] = mapped_column(LargeBinary)
    sandbox_text: Mapped[str | None] = mapped_column(EncryptedText("identity.captcha"))
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


class SmsCode(Base):
    """A code sent to a phone for one purpose."""

    __tablename__ = "sms_codes"
    __table_args__ = (
        CheckConstraint(one_of("purpose", *SMS_PURPOSES, _FORMER_PURPOSE), name="purpose"),
        CheckConstraint("attempts BETWEEN 0 AND 5", name="attempts"),
        Index("ix_sms_codes_phone_index_sent_at", "phone_index", "sent_at"),
    )

    sms_code_id: Mapped[str] = mapped_column("code_id", IdType, primary_key=True)
    purpose: Mapped[str] = mapped_column(Text)
    phone_index: Mapped[bytes] = mapped_column(BlindIndex("identity.phone"))
    code_hmac: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime] = mapped_column(Instant, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    # When the phone may get another; null in codes from before it was stored.
    resend_at: Mapped[datetime | None] = mapped_column(Instant)


class UsageCount(Base):
    """How much of a quota one subject has used in one window of time."""

    __tablename__ = "usage_counts"

    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[bytes] = mapped_column(BlindIndex("identity.usage"), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(Instant, primary_key=True, index=True)
    used: Mapped[int]
